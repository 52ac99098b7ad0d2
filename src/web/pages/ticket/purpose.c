#include "web/pages/ticket/purpose.h"

#include "base/result.h"

static const struct purpose items[] = {
	{ .type = "order",
	  .icon = "package",
	  .label = TR("An order"),
	  .hint = TR("Order something, or ask where it is"),
	  .example = TR("For example: When does my table come?") },
	{ .type = "incident",
	  .icon = "triangle-alert",
	  .label = TR("Something is broken"),
	  .hint = TR("Tell us what does not work; a photo helps"),
	  .example = TR("For example: The washing machine leaks"),
	  .asks_harm = true },
	{ .type = "service",
	  .icon = "wrench",
	  .label = TR("A service or a repair"),
	  .hint = TR("Ask for a visit, a repair or a delivery"),
	  .example = TR("For example: Please fit my new oven"),
	  .asks_harm = true },
	{ .type = "invoice",
	  .icon = "receipt-text",
	  .label = TR("An invoice or money"),
	  .hint = TR("Ask about an amount, a payment, a return"),
	  .example = TR("For example: I was charged twice") },
	{ .type = "complaint",
	  .icon = "flag",
	  .label = TR("A complaint"),
	  .hint = TR("One person takes it over and stays with it to the end"),
	  .example = TR("For example: Nobody called me back"),
	  .asks_harm = true },
	{ .type = "inquiry",
	  .icon = "message-circle-question-mark",
	  .label = TR("Something else"),
	  .hint = TR("Any question, any idea"),
	  .example = TR("For example: Do you have it in white?") },
};

const struct purposes purposes = { items, HK_COUNT(items) };

const struct purpose *purpose_find(const char *type)
{
	for (size_t i = 0; type && i < HK_COUNT(items); i++)
		if (strcmp(items[i].type, type) == 0)
			return &items[i];
	return NULL;
}

struct part_options purpose_options(struct html *out, const char *chosen)
{
	struct part_option *options = hk_alloc(out->arena, HK_COUNT(items), sizeof(*options));

	for (size_t i = 0; i < HK_COUNT(items); i++)
		options[i] = (struct part_option){
			.value = items[i].type,
			.label = show_tr(out, items[i].label),
			.hint = show_tr(out, items[i].hint),
			.is_chosen = chosen && strcmp(items[i].type, chosen) == 0,
		};
	return (struct part_options){ options, HK_COUNT(items) };
}
