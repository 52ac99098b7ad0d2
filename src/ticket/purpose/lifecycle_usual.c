/* The steps that every organisation begins with. */
#include <string.h>

#include "core/i18n.h"
#include "ticket/purpose/lifecycle.h"

struct usual_step {
	const char *type, *code, *label;
};

static const struct usual_step steps[] = {
	{ "inquiry", "looking", TR("Being looked up") },
	{ "inquiry", "answered", TR("Answered") },
	{ "order", "received", TR("Order received") },
	{ "order", "confirmed", TR("Order confirmed") },
	{ "order", "sent", TR("On its way") },
	{ "order", "delivered", TR("Delivered") },
	{ "order", "cancelled", TR("Cancelled") },
	{ "service", "planned", TR("Visit planned") },
	{ "service", "there", TR("At the customer’s") },
	{ "service", "done", TR("Work done") },
	{ "incident", "confirmed", TR("Fault confirmed") },
	{ "incident", "found", TR("Cause found") },
	{ "incident", "mended", TR("Mended") },
	{ "invoice", "checked", TR("Amount checked") },
	{ "invoice", "corrected", TR("Invoice corrected") },
	{ "invoice", "right", TR("Invoice was right") },
	{ "complaint", "talked", TR("Talked to the customer") },
	{ "complaint", "examined", TR("Facts collected") },
};

/* Who may answer may go on; money is looked at by a second person; what ends something says why. */
static const struct {
	const char *type, *from, *to, *right, *needs;
} moves[] = {
	{ "inquiry", "", "looking", "ticket.reply", "" },
	{ "inquiry", "looking", "answered", "ticket.reply", "" },
	{ "order", "", "received", "ticket.reply", "" },
	{ "order", "received", "confirmed", "ticket.reply", "" },
	{ "order", "confirmed", "sent", "ticket.reply", "" },
	{ "order", "sent", "delivered", "ticket.reply", "" },
	{ "order", "received", "cancelled", "ticket.reply", "word" },
	{ "order", "confirmed", "cancelled", "ticket.reply", "word" },
	{ "service", "", "planned", "ticket.reply", "word" },
	{ "service", "planned", "there", "ticket.reply", "" },
	{ "service", "there", "done", "ticket.reply", "word" },
	{ "service", "there", "planned", "ticket.reply", "word" },
	{ "incident", "", "confirmed", "ticket.reply", "" },
	{ "incident", "confirmed", "found", "ticket.reply", "word" },
	{ "incident", "found", "mended", "ticket.reply", "" },
	{ "incident", "confirmed", "mended", "ticket.reply", "word" },
	{ "invoice", "", "checked", "ticket.reply", "word" },
	{ "invoice", "checked", "corrected", "ticket.reply", "word second" },
	{ "invoice", "checked", "right", "ticket.reply", "word" },
	{ "complaint", "", "talked", "ticket.reply", "" },
	{ "complaint", "talked", "examined", "ticket.reply", "" },
};

void lifecycle_usual(struct ctx *cx, const char *type, struct lifecycle *ret)
{
	*ret = (struct lifecycle){
		.type = type,
		.steps = { hk_alloc(cx->arena, HK_COUNT(steps), sizeof(*ret->steps.items)), 0 },
		.moves = { hk_alloc(cx->arena, HK_COUNT(moves), sizeof(*ret->moves.items)), 0 },
	};
	for (size_t i = 0; i < HK_COUNT(steps); i++)
		if (strcmp(steps[i].type, type) == 0) {
			ret->steps.items[ret->steps.count] =
				(struct step){ .position = (int64_t)ret->steps.count,
					       .code = steps[i].code,
					       .label = steps[i].label,
					       .words = "" };
			ret->steps.count++;
		}
	for (size_t i = 0; i < HK_COUNT(moves); i++)
		if (strcmp(moves[i].type, type) == 0) {
			ret->moves.items[ret->moves.count] =
				(struct step_move){ .position = (int64_t)ret->moves.count,
						    .from_code = moves[i].from,
						    .to_code = moves[i].to,
						    .right_name = moves[i].right,
						    .needs = moves[i].needs };
			ret->moves.count++;
		}
}
