from django.urls import path

from placements.views import cancel, history, hours, imports, matching, parts, placements, today

app_name = "placements"
urlpatterns = [
    path("", today.show, name="today"),
    path("forloeb/", placements.show_list, name="list"),
    # Before those with an id of their own, which "start" and "timer" are not.
    path("forloeb/start/<uuid:task_id>/<uuid:candidate_id>/", placements.start, name="start"),
    path("forloeb/timer/<uuid:public_id>/ret/", hours.correct, name="correct_hours"),
    path("forloeb/<uuid:public_id>/", placements.detail, name="detail"),
    path("forloeb/<uuid:public_id>/timer/", hours.record, name="hours"),
    path("forloeb/<uuid:public_id>/afslut/", placements.end, name="end"),
    path("forloeb/<uuid:public_id>/afslut/vis/", placements.preview_end, name="preview_end"),
    path("forloeb/<uuid:public_id>/annuller/", cancel.cancel, name="cancel"),
    path("forloeb/<uuid:public_id>/annuller/fortryd/", cancel.undo_cancel, name="undo_cancel"),
    path("personer/<uuid:public_id>/historik/", history.for_candidate, name="history"),
    path("personer/<uuid:public_id>/forloeb/", parts.for_candidate, name="for_candidate"),
    path("arbejdspladser/<uuid:public_id>/forloeb/", parts.for_workplace, name="for_workplace"),
    path("indsatser/<uuid:public_id>/forloeb/", parts.for_programme, name="for_programme"),
    path("opgaver/<uuid:public_id>/personer/", matching.candidates_for_task, name="candidates_for_task"),
    path("personer/<uuid:public_id>/opgaver/", matching.tasks_for_candidate, name="tasks_for_candidate"),
    path("import/", imports.show_list, name="imports"),
    path("import/<uuid:public_id>/", imports.detail, name="import"),
    path("import/<uuid:public_id>/importer/", imports.load, name="import_load"),
    path("import/<uuid:public_id>/fejl/", imports.faults, name="import_faults"),
]
