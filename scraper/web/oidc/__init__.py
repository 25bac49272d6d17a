"""Signing in through the house's service: OpenID Connect, the authorization code flow with PKCE.

`journey` is one browser's way to the service and back; `service` asks the service over `network`, the only
place here that opens a connection outwards; `description` and `tokens` judge what it says (pure); `arrivals`
finds the account of whom it named; `refusals` are the ways it ends otherwise.
"""
