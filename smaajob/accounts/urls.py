from django.urls import path

from smaajob.accounts.views import (
    acting,
    invitations,
    members,
    organisations,
    permissions,
    switching,
    users,
)

urlpatterns = [
    path("organisation/", switching.switch_organisation, name="switch_organisation"),
    path("organisation/ret/", organisations.organisation, name="organisation"),
    path("enheder/ny/", organisations.new_unit, name="new_unit"),
    path("enheder/<uuid:public_id>/ret/", organisations.edit_unit, name="edit_unit"),
    path("hvem-maa-hvad/", permissions.permissions, name="permissions"),
    path("brugere/", users.users, name="users"),
    path("brugere/inviter/", users.invite, name="invite"),
    path("brugere/<uuid:public_id>/", members.member, name="member"),
    path("brugere/<uuid:public_id>/stop/", members.end_member, name="end_member"),
    path("brugere/<uuid:public_id>/tilbage/", members.take_back_member, name="take_back_member"),
    path("brugere/<uuid:public_id>/to-trin/", members.reset_member, name="reset_member"),
    path("invitationer/<uuid:public_id>/send-igen/", users.resend_invitation, name="resend_invitation"),
    path("invitationer/<uuid:public_id>/traek-tilbage/", users.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/sendt/", invitations.invitation_sent, name="invitation_sent"),
    path("invitation/videre/", invitations.continue_invitation, name="continue_invitation"),
    path("invitation/<str:token>/", invitations.accept_invitation, name="accept_invitation"),
    path("paa-vegne-af/slut/", acting.stop_acting, name="stop_acting"),
    path("paa-vegne-af/<str:kind>/<uuid:public_id>/", acting.act_for, name="act_for"),
    path("konto/forlad/<uuid:public_id>/", members.leave, name="leave"),
]
