"""Pages of signing in: by link, code or account; where one is signed in; the audit trail."""

from awards.accounts.views import entering, links, openid, sessions, trail
from awards.accounts.views.blueprint import bp
from awards.accounts.views.loading import init_sign_in

__all__ = ["bp", "entering", "init_sign_in", "links", "openid", "sessions", "trail"]
