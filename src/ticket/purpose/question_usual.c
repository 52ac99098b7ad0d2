/* The questions with which every organisation begins. */
#include <string.h>

#include "ticket/purpose/question.h"

#define YES_PARTLY_NO TR("Yes\nPartly\nNo")
#define WHAT_TO_DO    TR("A visit\nA repair\nA delivery\nAn installation")
#define WHY_INVOICE                                                                               \
	TR("The amount is wrong\nI was charged twice\nI have paid already\nI expect money back\n" \
	   "Something else")

static const struct {
	const char *type;
	struct question question;
} usual[] = {
	{ "order",
	  { 0, "order", "order", TR("Which order is it about?"), TR("Its number, if you have one"),
	    "", "", 0, 1, "", "", "", "" } },
	{ "order",
	  { 1, "product", "product", TR("Which product is it about?"), "", "", "", 0, 0, "", "", "",
	    "" } },
	{ "incident",
	  { 0, "product", "product", TR("Which product is it about?"),
	    TR("Its name, or what stands on its label"), "", "", 0, 1, "", "", "", "" } },
	{ "incident",
	  { 1, "usable", "choice", TR("Can you still use it?"), "", YES_PARTLY_NO, "", 0, 0, "", "",
	    "", "" } },
	{ "incident", { 2, "since", "date", TR("Since when?"), "", "", "", 0, 0, "", "", "", "" } },
	{ "service",
	  { 0, "what", "choice", TR("What shall we do?"), "", WHAT_TO_DO, "", 0, 1, "", "", "",
	    "" } },
	{ "service",
	  { 1, "day", "date", TR("Which day would suit you?"), "", "", "", 0, 1, "", "", "", "" } },
	{ "service",
	  { 2, "place", "text", TR("Where shall we come?"), "", "", "", 0, 0, "what", "A visit", "",
	    "" } },
	{ "invoice",
	  { 0, "invoice", "invoice", TR("Which invoice is it about?"),
	    TR("Its number, if you have one"), "", "", 0, 1, "", "", "", "" } },
	{ "invoice",
	  { 1, "why", "choice", TR("What is wrong with it?"), "", WHY_INVOICE, "", 0, 0, "", "", "",
	    "" } },
	{ "invoice",
	  { 2, "amount", "money", TR("Which amount is it about?"), "", "", "", 0, 0, "", "", "",
	    "" } },
};

struct question_list question_usual(struct ctx *cx, const char *type)
{
	struct question *items = hk_alloc(cx->arena, HK_COUNT(usual), sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < HK_COUNT(usual); i++)
		if (strcmp(usual[i].type, type) == 0)
			items[count++] = usual[i].question;
	return (struct question_list){ items, count };
}
