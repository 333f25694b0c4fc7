from django.urls import path

from candidates.views import assign, candidates, courses, edit, enrolments, notes, participations, programmes, situation

app_name = "candidates"
urlpatterns = [
    path("personer/", candidates.show_list, name="list"),
    path("personer/ny/", edit.new, name="new"),
    path("personer/<uuid:public_id>/", candidates.detail, name="detail"),
    path("personer/giv/", assign.assign, name="assign"),
    path("personer/<uuid:public_id>/ret/", edit.edit, name="edit"),
    path("personer/<uuid:public_id>/situation/", situation.situation, name="situation"),
    path("personer/<uuid:public_id>/arkiv/", situation.archive, name="archive"),
    path("personer/<uuid:public_id>/noter/ny/", notes.new, name="new_note"),
    path("noter/<uuid:public_id>/ret/", notes.edit, name="edit_note"),
    path("noter/<uuid:public_id>/underskriv/", notes.sign, name="sign_note"),
    path("noter/<uuid:public_id>/tilfoej/", notes.add, name="add_to_note"),
    path("noter/<uuid:public_id>/vigtigt/", notes.pin, name="pin_note"),
    path("noter/<uuid:public_id>/smid-ud/", notes.throw_away, name="throw_note_away"),
    path("indsatser/", programmes.show_list, name="programmes"),
    path("indsatser/<uuid:public_id>/", programmes.detail, name="programme"),
    path("indsatser/ny/", programmes.new, name="new_programme"),
    path("indsatser/<uuid:public_id>/ret/", programmes.edit, name="edit_programme"),
    path("indsatser/<uuid:public_id>/arkiv/", programmes.archive, name="archive_programme"),
    path("indsatser/<uuid:public_id>/deltagere/ny/", participations.add, name="add_participants"),
    path("indsatser/<uuid:public_id>/deltagere/slut/", participations.end_many, name="end_participants"),
    path("personer/<uuid:public_id>/indsatser/ny/", participations.join, name="join"),
    path("deltagelser/<uuid:public_id>/ret/", participations.edit, name="edit_participation"),
    path("deltagelser/<uuid:public_id>/arkiv/", participations.archive, name="archive_participation"),
    path("kurser/", courses.show_list, name="courses"),
    path("kurser/ny/", courses.new, name="new_course"),
    path("kurser/<uuid:public_id>/", courses.detail, name="course"),
    path("kurser/<uuid:public_id>/ret/", courses.edit, name="edit_course"),
    path("kurser/<uuid:public_id>/arkiv/", courses.archive, name="archive_course"),
    path("kurser/<uuid:public_id>/deltagere/ny/", enrolments.enrol, name="enrol"),
    path("kurser/<uuid:public_id>/gennemfoert/", enrolments.completions, name="completions"),
    path("kurser/<uuid:public_id>/beviser/", courses.certificates, name="give_certificates"),
    path("kursusdeltagere/<uuid:public_id>/arkiv/", enrolments.archive, name="archive_enrolment"),
]
