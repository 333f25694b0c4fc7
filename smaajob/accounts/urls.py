from django.urls import path

from smaajob.accounts import (
    acting,
    views,
    views_invitations,
    views_members,
    views_organisation,
    views_permissions,
    views_users,
)

urlpatterns = [
    path("organisation/", views.switch_organisation, name="switch_organisation"),
    path("organisation/ret/", views_organisation.organisation, name="organisation"),
    path("enheder/ny/", views_organisation.new_unit, name="new_unit"),
    path("enheder/<uuid:public_id>/ret/", views_organisation.edit_unit, name="edit_unit"),
    path("hvem-maa-hvad/", views_permissions.permissions, name="permissions"),
    path("brugere/", views_users.users, name="users"),
    path("brugere/inviter/", views_users.invite, name="invite"),
    path("brugere/<uuid:public_id>/", views_members.member, name="member"),
    path("brugere/<uuid:public_id>/stop/", views_members.end_member, name="end_member"),
    path("brugere/<uuid:public_id>/tilbage/", views_members.take_back_member, name="take_back_member"),
    path("brugere/<uuid:public_id>/to-trin/", views_members.reset_member, name="reset_member"),
    path("invitationer/<uuid:public_id>/send-igen/", views_users.resend_invitation, name="resend_invitation"),
    path("invitationer/<uuid:public_id>/traek-tilbage/", views_users.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/sendt/", views_invitations.invitation_sent, name="invitation_sent"),
    path("invitation/videre/", views_invitations.continue_invitation, name="continue_invitation"),
    path("invitation/<str:token>/", views_invitations.accept_invitation, name="accept_invitation"),
    path("paa-vegne-af/slut/", acting.stop_acting, name="stop_acting"),
    path("paa-vegne-af/<str:kind>/<uuid:public_id>/", acting.act_for, name="act_for"),
    path("konto/forlad/<uuid:public_id>/", views_members.leave, name="leave"),
]
