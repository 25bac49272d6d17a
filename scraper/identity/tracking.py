"""Query parameter names that say how a reader came to a page, not which page it is.

Names are facts about the tools that add them (documented by each vendor, seen on real links). They are
matched whole, in any case: a pattern would swallow `reference`, `uid` or ModernGov's `CId`, and two
records would become one. A name too short or too common to be safe everywhere is bound to the hosts
that use it, to a value, or to a companion.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_ADVERTISING = """
fbclid gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid msclkid twclid yclid ysclid ttclid
li_fat_id rdt_cid igshid igsh mibextid epik ef_id s_kwcid rb_clickid srsltid irclickid _openstat
"""

_MAIL = """
mc_cid mc_eid mc_tc mkt_tok _hsenc _hsmi hsctatracking __hssc __hstc __hsfp hss_channel _ke _kx dm_i dm_t
vero_id vero_conv wickedid oly_anon_id oly_enc_id emci emdi cid_source __s ss_source ss_campaign_id
ss_campaign_name ss_email_id spmailingid spuserid spjobid spreportid elqtrackid elqtrack elqaid elqat
sfmc_id sfmc_activityid ml_subscriber ml_subscriber_hash ck_subscriber_id trk_contact trk_msg trk_module
_bta_tid _bta_c nr_email_referer
"""

_ANALYTICS = """
_ga _gl _sp sc_cid s_cid cmpid cmp_id icid intcmp intcid cm_mmc cm_ven itm_source itm_medium itm_campaign
itm_content itm_term pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid piwik_campaign
piwik_kwd piwik_keyword mtm_campaign mtm_kwd mtm_keyword mtm_source mtm_medium mtm_content mtm_group
mtm_placement mtm_cid xtor wt.mc_id wt_mc wt.mc_ev guccounter guce_referrer guce_referrer_sig trkcampaign
_branch_match_id sessionid_ga soc_src soc_trk
"""

_PUBLISHERS = """
ns_mchannel ns_source ns_campaign ns_linkname ns_fee at_medium at_campaign at_campaign_type at_custom1
at_custom2 at_custom3 at_custom4 at_link_id at_link_origin at_link_type at_format at_ptr_name at_bbc_team
_t_id _t_q _t_tags _t_ip _t_hit.id _t_hit.pos echobox wprss cachebust cache_bust cachebuster nocache
"""

_SOCIAL = """
__twitter_impression fb_action_ids fb_action_types fb_source fb_ref feature_ref ref_src ref_url
amp_js_v amp_gsa usqp wpamp __cf_chl_tk cf_chl_jschl_tk
"""

#: Dropped on every host.
EVERYWHERE: Final = frozenset(" ".join((_ADVERTISING, _MAIL, _ANALYTICS, _PUBLISHERS, _SOCIAL)).split())

#: Families whose tools let each customer invent names after the prefix (Urchin, HubSpot Ads, StumbleUpon).
PREFIXES: Final = ("utm_", "hsa_", "stm_")

_YOUTUBE = frozenset({"feature", "si", "pp", "ab_channel"})
_MAIL_ONLINE = frozenset({"ito"})
_NEW_YORK_TIMES = frozenset({"smid", "smtyp"})
_SOCIALFLOW = frozenset({"ocid"})
_X = frozenset({"s", "t"})

#: Dropped on these domains and their subdomains only; elsewhere such a name may tell two records apart.
ON_HOST: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "theguardian.com": frozenset({"cmp"}),
        "bbc.co.uk": _SOCIALFLOW,
        "bbc.com": _SOCIALFLOW,
        "msn.com": _SOCIALFLOW,
        "microsoft.com": _SOCIALFLOW,
        "dailymail.co.uk": _MAIL_ONLINE,
        "thisismoney.co.uk": _MAIL_ONLINE,
        "huffingtonpost.co.uk": frozenset({"ncid"}),
        "reuters.com": frozenset({"feedtype", "feedname"}),
        "nytimes.com": _NEW_YORK_TIMES,
        "telegraph.co.uk": frozenset({"sharetype"}),
        "linkedin.com": frozenset({"trk", "trackingid", "lipi", "licu"}),
        "medium.com": frozenset({"source"}),
        "youtube.com": _YOUTUBE,
        "youtu.be": _YOUTUBE,
        "x.com": _X,
        "twitter.com": _X,
        "blogspot.com": frozenset({"m"}),
    }
)

_SWITCHED_ON = frozenset({"", "1", "true", "y", "yes", "on"})
_SHARES = """
bluesky email facebook jetpack-whatsapp linkedin mastodon pinterest pocket print reddit telegram threads
tumblr twitter whatsapp x
"""
_SHARE_BUTTONS = frozenset(_SHARES.split())

#: Dropped only with one of these values (lower-case): another form of the page, or the way to it.
WITH_VALUE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "amp": _SWITCHED_ON,
        "print": _SWITCHED_ON,
        "printable": _SWITCHED_ON,
        "printerfriendly": _SWITCHED_ON,
        "rss": _SWITCHED_ON,
        "view": frozenset({"print"}),
        "format": frozenset({"print", "amp"}),
        "output": frozenset({"amp"}),
        "outputtype": frozenset({"amp"}),
        "mode": frozenset({"amp"}),
        "tmpl": frozenset({"component"}),
        "ref": frozenset({"rss", "feed"}),
        "source": frozenset({"rss"}),
        "share": _SHARE_BUTTONS,
    }
)

#: Dropped only beside one of these names: EveryAction's subscriber id never travels alone.
WITH_COMPANION: Final[Mapping[str, frozenset[str]]] = MappingProxyType({"ceid": frozenset({"emci", "emdi"})})

_SESSION_NAMES = "sid sessionid session_id phpsessid jsessionid cfid cftoken zenid oscsid osccsid"
#: Session names, dropped only with a value that looks like a session's (see `urls`): `?sid=12` is a record.
SESSIONS: Final = frozenset(_SESSION_NAMES.split())
SESSION_PREFIX: Final = "aspsessionid"
