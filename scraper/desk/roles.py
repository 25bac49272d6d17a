"""Who may do what: four roles, and the permissions each has. What no role is given, nobody may."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is at the desk; each may all that the one before may."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    ADMIN = "admin"


class Permission(StrEnum):
    """One thing that a page, an act or a command asks for."""

    READ = "read"
    SUGGEST = "suggest"
    WRITE = "write"
    DECIDE = "decide"
    CHECK = "check"
    SIGN_OFF = "sign-off"
    EXPORT = "export"
    MANAGE_SOURCES = "manage-sources"
    MANAGE_HOUSE = "manage-house"
    MANAGE_USERS = "manage-users"


_READER = frozenset({Permission.READ})
_CONTRIBUTOR = _READER | {Permission.SUGGEST, Permission.WRITE}
_EDITOR = _CONTRIBUTOR | {
    Permission.DECIDE,
    Permission.CHECK,
    Permission.SIGN_OFF,
    Permission.EXPORT,
    Permission.MANAGE_SOURCES,
    Permission.MANAGE_HOUSE,
}

#: The permissions of each role.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: _READER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.EDITOR: _EDITOR,
    Role.ADMIN: _EDITOR | {Permission.MANAGE_USERS},
}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission."""
    return permission in PERMISSIONS[role]
