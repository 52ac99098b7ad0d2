/* The mail that asks: one click opens the page with the number chosen; only its button records. */
#pragma once

#include "feedback/invitation.h"

/* What all mails of a batch share, so that it is looked up once. */
struct survey_mail {
	const struct survey *survey;
	const struct survey_version *version;
	const char *organisation, *phone, *email, *timezone;
};

/* The house's part of it. */
enum hk_result survey_mail_begin(struct ctx *cx, const struct survey *survey,
				 const struct survey_version *version, struct survey_mail *ret);
/* kind: "" asks, again reminds, test shows a colleague what people get. */
enum hk_result survey_mail_queue(struct ctx *cx, const struct survey_mail *mail,
				 const struct invitation *invitation,
				 const struct asking_person *person, const char *kind);
