"""What on a page is not its content? Menus, footers, cookie bars, side columns, share buttons."""

import re

from scraper.discovery.markup import Node, text_of

_TAGS = frozenset({"nav", "footer", "aside", "dialog", "menu"})
_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
    }
)
#: Elements whose class names say what they are about, not what part of the page they are.
_NEVER_BY_NAME = frozenset(
    {"html", "body", "main", "article", "a", "h1", "h2", "h3", "h4", "h5", "h6", "time"}
)
_NAMES = (
    r"nav|navbar|navigation|topnav|subnav|menu|submenu|megamenu|breadcrumbs?|footer|masthead|sidebar|side-?bar"
    r"|cookies?|consent|gdpr|onetrust|cc-window|pagination|pager|share|sharing|social|socials|share-?this|addtoany"
    r"|related|recommended|most-?read|most-?popular|popular|trending|newsletter|subscribe|signup|sign-up|login"
    r"|search-?form|search-?box|site-?search|skip-?links?|tagcloud|tag-?list|tags|tags-links|cat-links|facets?"
    r"|filters?|modal|popup|pop-up|advert|advertisement|adverts|ads|sponsors?|comments?|comment-list|author-box"
    r"|quick-?exit|language-?switcher|site-?header|page-?footer|toolbar|promo|donate|byline|post-?meta-author"
)
_BY_NAME = re.compile(rf"^(?:[a-z0-9]+[-_]+)*?(?:{_NAMES})(?:[-_]+[a-z0-9]+)*$", re.I)
_ABOUT_LAYOUT = re.compile(
    r"^(?:has|with|no|without|hide|show|is|js|category|cat|tag|type|status|post|term|topic)[-_]", re.I
)
_MAIN = (".//main", ".//*[@role='main']", ".//*[@id='main-content' or @id='content' or @id='main']")
_ITEM = frozenset({"article", "li", "tr", "section", "main"})
_SIDE_HEADING = re.compile(
    r"^(?:the )?(?:most (?:read|popular|viewed|shared|recent comments)|popular(?: (?:now|posts|stories|articles))?"
    r"|trending(?: now)?|related(?: .{1,30})?|recommended(?: .{1,30})?|you (?:may|might) also .{1,30}|see also"
    r"|in this section|quick links|useful links|follow us.{0,30}|tags|categories|archives?|topics"
    r"|filter(?: by)?.{0,30}|upcoming events|events|latest tweets|jobs|latest jobs|share(?: this.{0,20})?"
    r"|our (?:partners|funders|sponsors|supporters)|support us|donate.{0,30}|get involved|sign up.{0,40}|contact.{0,20})$",
    re.I,
)


def prune(tree: Node, *, by_name: bool = True) -> None:
    """Take everything that is not content off a tree, in place.

    Elements go by what they are (`nav`, `footer`, role "banner") and, with `by_name`, by what their class or
    id calls them ("sidebar", "cookie-bar"). Names never take away the main part or a page's heading: a class
    like "content-sidebar-wrap" stands around the whole page on many sites.
    """
    for node in [node for node in tree.iter() if isinstance(node.tag, str)]:
        if node.getparent() is None or node.tag in {"html", "body", "main"}:
            continue
        if _is_furniture(node) or (by_name and _named_furniture(node)):
            node.drop_tree()


def _is_furniture(node: Node) -> bool:
    tag = node.tag
    if tag in _TAGS or tag == "header":
        inside_item = next(node.iterancestors(*_ITEM), None) is not None
        return not (tag in {"header", "footer"} and inside_item) and not _holds_page(node)
    return (node.get("role") or "").lower() in _ROLES and not _holds_page(node)


def _named_furniture(node: Node) -> bool:
    if node.tag in _NEVER_BY_NAME:
        return False
    names = f"{node.get('class') or ''} {node.get('id') or ''}".split()
    found = [name for name in names[:30] if len(name) < 80 and _BY_NAME.match(name)]
    found = [name for name in found if not _ABOUT_LAYOUT.match(name)]
    return bool(found) and not _holds_page(node)


def _holds_page(node: Node) -> bool:
    return any(True for _ in node.iter("main")) or (
        node.tag != "header" and any(True for _ in node.iter("h1"))
    )


def main_part(tree: Node) -> Node:
    """The element that holds the content: `main`, or the one that says it is, or the whole body."""
    for query in _MAIN:
        found = tree.xpath(query)
        if len(found) == 1 and text_of(found[0]):
            return found[0]
    return tree


def heads_side_content(text: str) -> bool:
    """Whether a heading announces something beside the listing itself: "Most read", "Related", "Tags"."""
    return bool(_SIDE_HEADING.match(text.strip(" :")))
