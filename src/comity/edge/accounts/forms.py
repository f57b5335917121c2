# SPDX-License-Identifier: Apache-2.0
"""What is typed or sent by a key, read with care: whatever a stranger sends is a fault with a sentence, never a 5xx."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext as _

LONGEST = 254
"""Characters of an address, as RFC 5321 bounds it."""


class _Careful:
    """What a key sends is read by a library that expects well-formed answers; a stranger sends others."""

    def clean_credential(self) -> Any:
        """The credential, or one fault whatever is wrong with it."""
        return _read(super().clean_credential)  # type: ignore[misc]


def _read(read: Any) -> Any:
    try:
        return read()
    except forms.ValidationError:
        raise
    except Exception as wrong:  # a decoder of four nested formats raises what it likes
        raise forms.ValidationError(_("Your browser sent something that is no answer of a passkey.")) from wrong


class LoginByKey(_Careful, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Come in with a passkey."""


class SecondByKey(_Careful, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after a code."""


class AgainByKey(_Careful, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that matters."""


class AddKey(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; every one can be used alone."""

    name = forms.CharField(required=False, max_length=60)

    def clean(self) -> Any:
        """The answer of the key, or one fault."""
        return _read(super().clean)


class RenameKey(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    name = forms.CharField(max_length=60)


class Address(forms.Form):
    """The address to which codes are sent."""

    email = forms.EmailField(max_length=LONGEST)

    def __init__(self, *args: Any, person: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_email(self) -> str:
        """The address. One that belongs to somebody else here is not said to: it gets no code."""
        return str(self.cleaned_data["email"]).lower()

    def free(self) -> bool:
        """Whether nobody else comes in with it."""
        others = EmailAddress.objects.filter(email__iexact=self.cleaned_data["email"])
        return not others.exclude(user__person=self._person).exists()


class Code(forms.Form):
    """A code that was sent."""

    code = forms.CharField(max_length=40)


__all__ = ["AddKey", "Address", "AgainByKey", "Code", "LoginByKey", "RenameKey", "SecondByKey"]
