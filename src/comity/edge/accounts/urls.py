# SPDX-License-Identifier: Apache-2.0
"""The addresses of the entrance. Only what is listed here exists: no sign-up, no password, no reset.

The names are allauth's where its code asks for them.
"""

from __future__ import annotations

from allauth.mfa.recovery_codes.views import download_recovery_codes
from django.urls import path
from django.views.generic import RedirectView

from comity.edge.accounts import views, yours

_TO_YOURS = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/", views.SignIn.as_view(), name="account_request_login_code"),
    path("sign-in/code", views.Confirm.as_view(), name="account_confirm_login_code"),
    path("sign-in/passkey", views.ByKey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second", views.Second.as_view(), name="mfa_authenticate"),
    path("sign-in/closed", views.closed, name="account_inactive"),
    path("sign-in/invitation/<token:token>", views.invitation, name="invitation"),
    path("your-sign-in/", yours.Yours.as_view(), name="mfa_index"),
    path("your-sign-in/again", yours.again, name="again"),
    path("your-sign-in/again/code", yours.AgainByCode.as_view(), name="mfa_reauthenticate"),
    path("your-sign-in/again/passkey", yours.AgainByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("your-sign-in/address", yours.address, name="address"),
    path("your-sign-in/elsewhere", yours.elsewhere, name="elsewhere"),
    path("your-sign-in/passkeys", _TO_YOURS, name="mfa_list_webauthn"),
    path("your-sign-in/passkeys/add", yours.AddKey.as_view(), name="mfa_add_webauthn"),
    path("your-sign-in/passkeys/<int:pk>/name", yours.RenameKey.as_view(), name="mfa_edit_webauthn"),
    path("your-sign-in/passkeys/<int:pk>/remove", yours.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("your-sign-in/app", yours.AddApp.as_view(), name="mfa_activate_totp"),
    path("your-sign-in/app/remove", yours.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("your-sign-in/codes", yours.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("your-sign-in/codes/new", yours.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("your-sign-in/codes/list", download_recovery_codes, name="mfa_download_recovery_codes"),
]
