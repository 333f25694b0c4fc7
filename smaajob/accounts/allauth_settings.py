"""How allauth signs people in: the same wherever the program runs. A part of smaajob/settings.py, which takes it in whole."""

from __future__ import annotations

ACCOUNT_ADAPTER = "smaajob.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "login": "smaajob.accounts.forms.signing.LoginForm",
    "change_password": "smaajob.accounts.forms.signing.ChangePasswordForm",
    "reset_password": "smaajob.accounts.forms.signing.ResetPasswordForm",
    "user_token": "smaajob.accounts.forms.signing.UserTokenForm",
    "reset_password_from_key": "smaajob.accounts.forms.signing.NewPasswordForm",
    "reauthenticate": "smaajob.accounts.forms.signing.ReauthenticateForm",
}

MFA_ADAPTER = "smaajob.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Småjob"
MFA_TOTP_TOLERANCE = 1  # half a minute either way: clocks differ, and typing takes time
MFA_FORMS = {
    "authenticate": "smaajob.accounts.forms.signing.AuthenticateForm",
    "authenticate_webauthn": "smaajob.accounts.forms.signing.AuthenticatePasskeyForm",
    "reauthenticate": "smaajob.accounts.forms.signing.ReauthenticateByCodeForm",
    "reauthenticate_webauthn": "smaajob.accounts.forms.signing.ReauthenticatePasskeyForm",
    "activate_totp": "smaajob.accounts.forms.signing.ActivateAppForm",
    "add_webauthn": "smaajob.accounts.forms.signing.AddPasskeyForm",
}
# Accounts are made by an invitation that was sent to the address; allauth does not know that.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# It would write at each request; when a session was last used stands in it already (smaajob.accounts.idle).
USERSESSIONS_TRACK_ACTIVITY = False
