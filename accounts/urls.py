"""Addresses of the app `accounts`."""

from django.urls import path

from accounts.views import firms, invitations, keeping, people, profile

ONE = "imprese/<int:pk>/"

urlpatterns = [
    path("profilo/", profile.profile, name="profile"),
    path("imprese/", firms.my_firms, name="my_firms"),
    path("imprese/nuova/", firms.new_firm, name="new_firm"),
    path("imprese/accesso/", firms.ask, name="ask_to_join"),
    path(ONE, keeping.FirmPage.as_view(), name="firm"),
    path(f"{ONE}dati/", keeping.EditFirm.as_view(), name="firm_edit"),
    path(f"{ONE}collegate/", keeping.Relatives.as_view(), name="firm_relatives"),
    path(f"{ONE}collegate/<int:relative_pk>/togli/", keeping.Part.as_view(), name="firm_part"),
    path(f"{ONE}persone/", people.People.as_view(), name="firm_people"),
    path(f"{ONE}persone/invita/", people.Invite.as_view(), name="firm_invite"),
    path(f"{ONE}inviti/<int:invitation_pk>/ritira/", people.Withdraw.as_view(), name="firm_withdraw"),
    path(f"{ONE}persone/<int:membership_pk>/cessa/", people.SendAway.as_view(), name="firm_send_away"),
    path("incarichi/<int:pk>/procura/", people.Paper.as_view(), name="firm_paper"),
    path("procure/<int:pk>/", people.paper_file, name="paper_file"),
    path("imprese/inviti/<int:pk>/", invitations.MyInvitation.as_view(), name="my_invitation"),
    path("inviti/<str:key>/", invitations.InvitationPage.as_view(), name="invitation"),
]
