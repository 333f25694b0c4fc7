from django.urls import path

from candidates.views import candidates, edit, notes, programmes

app_name = "candidates"
urlpatterns = [
    path("personer/", candidates.show_list, name="list"),
    path("personer/ny/", edit.new, name="new"),
    path("personer/<uuid:public_id>/", candidates.detail, name="detail"),
    path("personer/<uuid:public_id>/ret/", edit.edit, name="edit"),
    path("personer/<uuid:public_id>/noter/ny/", notes.new, name="new_note"),
    path("noter/<uuid:public_id>/ret/", notes.edit, name="edit_note"),
    path("noter/<uuid:public_id>/underskriv/", notes.sign, name="sign_note"),
    path("noter/<uuid:public_id>/tilfoej/", notes.add, name="add_to_note"),
    path("noter/<uuid:public_id>/vigtigt/", notes.pin, name="pin_note"),
    path("noter/<uuid:public_id>/smid-ud/", notes.throw_away, name="throw_note_away"),
    path("indsatser/", programmes.show_list, name="programmes"),
    path("indsatser/<uuid:public_id>/", programmes.detail, name="programme"),
]
