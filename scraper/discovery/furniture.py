"""What on a page is not its content? Menus, footers, cookie bars, side columns, share buttons."""

import re

from lxml import etree

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
#: Names of menus, bars and side columns, whatever they hold.
_NAMES = (
    r"nav|navbar|navigation|topnav|subnav|menu|submenu|megamenu|breadcrumbs?|footer|masthead|sidebar|side-?bar"
    r"|cookies?|consent|gdpr|onetrust|cc-window|related|recommended|most-?read|most-?popular|popular|trending"
    r"|newsletter|subscribe|signup|sign-up|login|search-?form|search-?box|site-?search|skip-?links?|modal|popup"
    r"|pop-up|comment-list|author-box|quick-?exit|language-?switcher|site-?header|page-?footer|donate"
)
#: Names that lists of publications bear too ("filter-and-list"): they go unless they hold such a list.
_WEAK_NAMES = (
    r"pagination|pager|share|sharing|social|socials|share-?this|addtoany|tagcloud|tag-?list|tags|tags-links"
    r"|cat-links|facets?|filters?|filtering|advert|advertisement|adverts|ads|sponsors?|comments?|toolbar|promo"
    r"|byline|post-?meta-author"
)
_FORM = r"^(?:[a-z0-9]+[-_]+)*?(?:{})(?:[-_]+[a-z0-9]+)*$"
_BY_NAME = re.compile(_FORM.format(_NAMES), re.I)
_BY_WEAK_NAME = re.compile(_FORM.format(_WEAK_NAMES), re.I)
_ABOUT_LAYOUT = re.compile(
    r"^(?:has|with|no|without|hide|show|is|js|category|cat|tag|type|status|post|term|topic)[-_]", re.I
)
_MAIN = (".//main", ".//*[@role='main']", ".//*[@id='main-content' or @id='content' or @id='main']")
_ITEM = frozenset({"article", "li", "tr", "section", "main"})
_SIDE_HEADING = re.compile(
    r"^(?:the )?(?:most (?:read|popular|viewed|shared|recent comments)"
    r"|popular(?: (?:now|posts|stories|articles))?|trending(?: now)?|related(?: .{1,30})?"
    r"|recommended(?: .{1,30})?|you (?:may|might) also .{1,30}|see also"
    r"|in this section|quick links|useful links|follow us.{0,30}|tags|categories|archives?|topics"
    r"|filter(?: by)?.{0,30}|upcoming events|events|latest tweets|jobs|latest jobs|share(?: this.{0,20})?"
    r"|our (?:partners|funders|sponsors|supporters)|support us|donate.{0,30}|get involved|sign up.{0,40}"
    r"|contact.{0,20})$",
    re.I,
)


def prune(tree: Node, *, by_name: bool = True) -> None:
    """Take everything that is not content off a tree, in place.

    Elements go by what they are (`nav`, `footer`, role "banner") and, with `by_name`, by what their class or
    id calls them ("sidebar", "cookie-bar"). Names never take away the main part, a page's heading or most of
    the text: a class like "content-sidebar-wrap" stands around the whole page on many sites.
    """
    length = _length(tree)
    doomed: list[Node] = []
    walk = etree.iterwalk(tree, events=("start",))
    for _, node in walk:
        if node.getparent() is None or node.tag in {"html", "body", "main"}:
            continue
        if _is_furniture(node) or (by_name and _named_furniture(node, length)):
            doomed.append(node)
            walk.skip_subtree()
    for node in doomed:
        node.drop_tree()


def _length(node: Node) -> int:
    return sum(len(text.strip()) for text in node.itertext())


def _is_furniture(node: Node) -> bool:
    tag = node.tag
    if tag in _TAGS or tag == "header":
        inside_item = next(node.iterancestors(*_ITEM), None) is not None
        return not (tag in {"header", "footer"} and inside_item) and not _holds_page(node)
    return (node.get("role") or "").lower() in _ROLES and not _holds_page(node)


def _named_furniture(node: Node, length: int) -> bool:
    if node.tag in _NEVER_BY_NAME:
        return False
    names = f"{node.get('class') or ''} {node.get('id') or ''}".split()
    names = [name for name in names[:30] if len(name) < 80 and not _ABOUT_LAYOUT.match(name)]
    strong = any(_BY_NAME.match(name) for name in names)
    if not strong and not any(_BY_WEAK_NAME.match(name) for name in names):
        return False
    if _holds_page(node) or (not strong and _holds_list(node)):
        return False
    return _length(node) <= length * 0.6


def _holds_list(node: Node) -> bool:
    """Whether two or more headings under an element are links."""
    linked = (
        1
        for heading in node.iter("h2", "h3", "h4")
        if next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None
    )
    return sum(linked) >= 2


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
