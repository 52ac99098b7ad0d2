/* The families of pages, one file each (or a few of that name); app/registry.c lists them. */
#pragma once

#include "web/web.h"

extern const struct web_route start_pages[];  /* / */
extern const struct web_route inbox_pages[];  /* /inbox, its lists and counts, /events */
extern const struct web_route ticket_pages[]; /* /tickets/... */
extern const struct web_route ticket_send_pages[];
extern const struct web_route ticket_change_pages[];
extern const struct web_route ticket_answers_pages[]; /* /tickets/{number}/answers */
extern const struct web_route ticket_file_pages[];
extern const struct web_route ticket_picture_pages[];
extern const struct web_route ticket_forward_pages[]; /* /tickets/{number}/forward */
extern const struct web_route ticket_new_pages[];     /* /tickets/new */
extern const struct web_route ticket_asked_pages[];   /* /tickets/{number}/asked */
extern const struct web_route ticket_drafts[];        /* /tickets/{number}/draft */
extern const struct web_route ticket_draft_files[];   /* /tickets/{number}/draft/files */
extern const struct web_route ticket_later_pages[];   /* /tickets/{number}/later */
extern const struct web_route ticket_keep_pages[];    /* /tickets/{number}/keep */
extern const struct web_route promise_pages[];        /* /tickets/{number}/promises, guide */
extern const struct web_route rule_pages[];           /* /admin/rules */
extern const struct web_route rule_try_pages[];       /* /admin/rules/{id}/try */
extern const struct web_route macro_pages[];          /* /tickets/{number}/macros */
extern const struct web_route wording_pages[];        /* /wording */
extern const struct web_route promise_list_pages[];   /* /promises */
extern const struct web_route ticket_tie_pages[];     /* /tickets/{number}/links, merge, split */
extern const struct web_route ticket_quote_pages[];   /* /tickets/{number}/quote */
extern const struct web_route ticket_saved_pages[];   /* /tickets/{number}/saved */
extern const struct web_route ticket_side_pages[];    /* /tickets/{number}/sides */
extern const struct web_route task_pages[];           /* /tasks, /tickets/{number}/tasks */
extern const struct web_route snooze_pages[];         /* /tickets/{number}/snooze, wake */
extern const struct web_route notification_pages[];   /* /notifications, following, names */
extern const struct web_route saved_pages[];          /* /saved-replies */
extern const struct web_route customer_pages[];       /* /customers/... for staff */
extern const struct web_route view_pages[];           /* /views: saved lists */
extern const struct web_route bulk_pages[];           /* /bulk, /tickets/{number}/children */
extern const struct web_route search_pages[];         /* /search */
extern const struct web_route control_pages[];        /* /control */
extern const struct web_route cause_link_pages[];     /* "this is why" */
extern const struct web_route cause_merge_pages[];    /* two causes that mean the same */
extern const struct web_route cause_pages[];          /* /loop/causes */
extern const struct web_route line_pages[];           /* /loop/line */
extern const struct web_route improvement_pages[];    /* /loop/changes, /changes, /my/changes */
extern const struct web_route loop_pages[];           /* /loop */
extern const struct web_route loop_answer_pages[];    /* /loop/answers/{id} */
extern const struct web_route loop_right_pages[];     /* /put-right/TOKEN */
extern const struct web_route wall_pages[];           /* /control/walls, /wall/TOKEN */
extern const struct web_route sign_in_pages[]; /* /sign-in, /staff/sign-in, /link/..., /sign-out */
extern const struct web_route account_pages[]; /* /me: own settings, password, code, tokens */
extern const struct web_route admin_work_pages[];     /* /admin/work: who can do what */
extern const struct web_route handover_pages[];       /* may a colleague take it */
extern const struct web_route availability_pages[];   /* when people work */
extern const struct web_route admin_pages[];          /* /admin, organisation, audit */
extern const struct web_route admin_ledger_pages[];   /* /admin/ledger */
extern const struct web_route admin_outbox_pages[];   /* /admin/outbox, /admin/alarms */
extern const struct web_route admin_people_pages[];   /* /admin/staff, /admin/teams */
extern const struct web_route admin_mail_pages[];     /* /admin/mailboxes */
extern const struct web_route admin_sending_pages[];  /* /admin/mailboxes/{id}/sending */
extern const struct web_route ticket_clock_pages[];   /* of a ticket: what is late */
extern const struct web_route admin_standard_pages[]; /* /admin/standards */
extern const struct web_route admin_rule_pages[];     /* /admin/standards/rules */
extern const struct web_route
	admin_access_pages[]; /* /admin/mailboxes/{id}/access, /admin/access */
extern const struct web_route admin_calendar_pages[]; /* /admin/calendars */
extern const struct web_route admin_harm_pages[];     /* /admin/harm */
extern const struct web_route admin_question_pages[]; /* /admin/questions */
extern const struct web_route admin_import_pages[];   /* /admin/imports */
extern const struct web_route ask_more_pages[];       /* /new/KEY/more: the purpose's questions */
extern const struct web_route ask_pages[];            /* /new: the web form, one question a page */
extern const struct web_route request_pages[];        /* /my/requests/... */
extern const struct web_route preference_pages[];     /* /my/preferences */
extern const struct web_route unsubscribe_pages[];    /* /unsubscribe/TOKEN */
extern const struct web_route admin_survey_pages[];   /* what customers are asked */
extern const struct web_route survey_edit_pages[];    /* in which words */
extern const struct web_route survey_poster_pages[];  /* as a picture for the camera of a phone */
extern const struct web_route survey_figures_pages[]; /* what each of them says */
extern const struct web_route survey_results_pages[]; /* and what they answered */
extern const struct web_route silent_pages[];         /* /loop/silent */
extern const struct web_route sheet_pages[];          /* /loop/sheets: how meetings open */
extern const struct web_route voice_pages[];          /* /loop/wall: what customers say */
extern const struct web_route answer_erase_pages[];   /* what somebody answered is taken away */
extern const struct web_route talk_pages[];           /* with who answered anonymously */
extern const struct web_route theme_pages[];          /* what many of them speak of */
extern const struct web_route survey_pages[];         /* /s/TOKEN: a survey, as customers see it */
extern const struct web_route solved_pages[];         /* /solved/TOKEN: was it really solved? */
extern const struct web_route trial_pages[];          /* /trial/mail, on loopback with smtp=dir: */
extern const struct web_route health_pages[];         /* /healthz, /metrics */
extern const struct web_route api_pages[];            /* /api/v1/... */

/* Complaints, and the steps of purposes. */
extern const struct web_route step_pages[];               /* /tickets/{number}/steps */
extern const struct web_route admin_lifecycle_pages[];    /* /admin/steps */
extern const struct web_route complaint_pages[];          /* /tickets/{number}/complaint */
extern const struct web_route complaint_list_pages[];     /* /complaints */
extern const struct web_route complaint_admin_pages[];    /* /admin/complaints */
extern const struct web_route legal_pages[];              /* /admin/legal */
extern const struct web_route complaint_customer_pages[]; /* /complain, of a request */
