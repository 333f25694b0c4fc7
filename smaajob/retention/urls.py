from django.urls import path

from smaajob.retention.views import deciding, runs

urlpatterns = [
    path("", runs.overview, name="retention"),
    path("<uuid:public_id>/", runs.show, name="retention_run"),
    path("<uuid:public_id>/godkend/", runs.approve, name="approve_erasure"),
    path("<uuid:public_id>/afvis/", runs.reject, name="reject_erasure"),
    path("liste/<uuid:public_id>/", runs.show_item, name="retention_item"),
    path("kopi/<uuid:public_id>/", runs.fetch_copy, name="erasure_copy"),
    path("hold/<uuid:public_id>/ophaev/", deciding.lift, name="lift_hold"),
    path("<str:word>/frist/", deciding.period, name="retention_period"),
    path("<str:word>/forfaldne/", runs.show_due, name="retention_due"),
    path("<str:word>/holdt-tilbage/", deciding.holds, name="holds"),
    path("<str:word>/<uuid:public_id>/", runs.erase_one, name="erase_one"),
    path("<str:word>/<uuid:public_id>/hold/", deciding.hold, name="hold"),
]
