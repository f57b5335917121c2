# SPDX-License-Identifier: Apache-2.0
"""Somebody who signed in with an account, for a browser: with a passkey and a list of codes, proved for a day."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings

from tests.journeys.web_stage import with_account

PASSKEY = 1000
"""The number of their passkey, for the addresses that name one."""
A_DAY = 86_400.0


def session_of(name: str) -> str:
    """The session of that person."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from comity.edge.accounts.models import Account

    account = Account.objects.invited(name)
    to = f"{name}@mail.example"
    EmailAddress.objects.update_or_create(user=account, defaults={"email": to, "primary": True, "verified": True})
    RecoveryCodes.activate(account)
    key = {"name": "My phone", "credential": _registered()}
    Authenticator.objects.update_or_create(pk=PASSKEY, defaults={"user": account, "type": "webauthn", "data": key})
    client = with_account(name, seconds_ago=-A_DAY).client
    kept = client.session
    kept["account_authentication_methods"][0]["reauthenticated"] = True
    kept.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _registered() -> dict[str, Any]:
    """What a browser answers when a key was made, with a key that nobody holds."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    public = ES256.from_cryptography_key(  # type: ignore[no-untyped-call]
        ec.generate_private_key(ec.SECP256R1()).public_key()
    )
    made = AttestedCredentialData.create(Aaguid(bytes(16)), b"phone", public)
    told = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 0, made)
    client = json.dumps({"type": "webauthn.create", "challenge": "", "origin": "http://localhost"}).encode()
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
    }
    return {
        "id": websafe_encode(b"phone"), "rawId": websafe_encode(b"phone"), "type": "public-key", "response": response,
        "clientExtensionResults": {"credProps": {"rk": True}},
    }  # fmt: skip


__all__ = ["PASSKEY", "session_of"]
