#include "app/registry.h"

#include "job/clock_call.h"
#include "job/jobs.h"
#include "job/link_mail.h"
#include "web/pages/families.h"

const struct subscriber subscribers[] = {
	{ "ticket.opened", confirm_on_opened },
	{ NULL, owner_notify_on_word },
	{ NULL, later_on_event },
	{ NULL, follow_on_event },
	{ NULL, NULL },
};

const struct job_kind *const job_kinds[] = {
	&confirm_job,          &follow_up_ask_job,   &follow_up_remind_job,
	&follow_up_close_job,  &later_job,           &later_told_job,
	&link_mail_job,        &owner_notify_job,    &search_renew_job,
	&staff_left_job,       &left_out_mail_job,   &promise_warn_job,
	&promise_broken_job,   &batch_job,           &assignment_unfit_job,
	&absence_begin_job,    &skill_ends_job,      &handover_tell_job,
	&notification_job,     &task_late_job,       &follow_job,
	&clock_tell_job,       &clock_pause_job,     &standard_review_job,
	NULL,
};

const struct web_family web_families[] = {
	{ "start", start_pages },
	{ "inbox", inbox_pages },
	{ "ticket", ticket_pages },
	{ "ticket_send", ticket_send_pages },
	{ "ticket_change", ticket_change_pages },
	{ "ticket_answers", ticket_answers_pages },
	{ "ticket_file", ticket_file_pages },
	{ "ticket_picture", ticket_picture_pages },
	{ "ticket_forward", ticket_forward_pages },
	{ "ticket_new", ticket_new_pages },
	{ "ticket_draft", ticket_draft_files },
	{ "ticket_later", ticket_later_pages },
	{ "ticket_keep", ticket_keep_pages },
	{ "promise", promise_pages },
	{ "promise_list", promise_list_pages },
	{ "ticket_tie", ticket_tie_pages },
	{ "ticket_quote", ticket_quote_pages },
	{ "ticket_saved", ticket_saved_pages },
	{ "task", task_pages },
	{ "notification", notification_pages },
	{ "ticket_clock", ticket_clock_pages },
	{ "saved", saved_pages },
	{ "customer", customer_pages },
	{ "search", search_pages },
	{ "sign_in", sign_in_pages },
	{ "account", account_pages },
	{ "availability", availability_pages },
	{ "admin", admin_pages },
	{ "admin_ledger", admin_ledger_pages },
	{ "admin_outbox", admin_outbox_pages },
	{ "admin_people", admin_people_pages },
	{ "admin_mail", admin_mail_pages },
	{ "admin_standard", admin_standard_pages },
	{ "admin_rule", admin_rule_pages },
	{ "admin_sending", admin_sending_pages },
	{ "admin_access", admin_access_pages },
	{ "admin_calendar", admin_calendar_pages },
	{ "admin_harm", admin_harm_pages },
	{ "admin_question", admin_question_pages },
	{ "admin_import", admin_import_pages },
	{ "ask", ask_pages },
	{ "ask_more", ask_more_pages },
	{ "request", request_pages },
	{ "preference", preference_pages },
	{ "solved", solved_pages },
	{ "trial", trial_pages },
	{ "health", health_pages },
	{ "api", api_pages },
	{ NULL, NULL },
};
