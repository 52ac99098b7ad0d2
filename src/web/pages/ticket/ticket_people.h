/* To whom a message goes: as the form says, and as the form shows it. */
#pragma once

#include "ticket/mail/people.h"
#include "web/pages/door/house_pages.h"
#include "web/parts.h"

enum { PEOPLE_MAX_BYTES = 4000, SURE_MAX_BYTES = 400 };

/* The rows' fields, for the list of what a form takes. */
#define PEOPLE_PARAMS                                                             \
	{ "addressed", PARAM_NUMBER, 0 }, { "to", PARAM_TEXT, PEOPLE_MAX_BYTES }, \
		{ "cc", PARAM_TEXT, PEOPLE_MAX_BYTES },                           \
	{                                                                         \
		"bcc", PARAM_TEXT, PEOPLE_MAX_BYTES                               \
	}

/* What was ticked and typed. is_chosen false: the form has no such rows. */
struct people_text people_form(struct web_request *req);
/* The keys of those about whom he was asked. */
const char *people_sure(struct web_request *req);
/* Who may get it, ticked who does. with_usual: those of the last message are offered too. Needs
 * cx->db; what is wrong in cx stands beside its row. messages: as for people_usual_among(). */
enum hk_result people_shown(struct ctx *cx, const struct ticket *ticket,
			    const struct people_text *text, bool with_usual,
			    const struct message_list *messages, struct part_people *ret);
struct part_doubts doubts_shown(struct ctx *cx, const struct doubt_list *doubts);
/* About whom he is to be asked; none when what was typed is not right. Needs cx->db. */
enum hk_result people_asked(struct ctx *cx, const struct ticket *ticket,
			    const struct people_text *text, struct part_doubts *ret);
