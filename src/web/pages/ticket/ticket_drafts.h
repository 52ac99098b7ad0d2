/* A draft as a form of the ticket sends it, with what its page saw of it: the field "drafted". */
#pragma once

#include "ticket/write/draft.h"
#include "web/pages/ticket/ticket_deeds.h"

/* Of a form that nobody can be asked about any more: what another tab or device has written since
 * stays above its words, and *ret_are_both says so. people NULL: it goes to nobody. */
enum hk_result draft_form_keep(struct ctx *cx, const struct ticket_deed *deed,
			       const struct draft *draft, bool *ret_are_both);
/* That draft of the actor, as typed. people NULL: a note, which goes to nobody. */
struct draft draft_typed(const struct ticket_deed *deed, const char *kind, const char *text,
			 const struct people_text *people);
