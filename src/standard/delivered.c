#include "standard/delivered.h"

#include "core/i18n.h"
#include "standard/escalation.h"
#include "standard/standard_rule.h"

/* Nothing is promised of a solution: how long one takes only the house knows. */
static const struct delivered {
	const char *priority, *name;                           /* priority "": everything else */
	int64_t first_answer, next_update, supervisors, admin; /* minutes */
} delivered[] = {
	{ "", TR("Answer within 4 hours"), 240, 1440, 60, 240 },
	{ "high", TR("High: answer within 2 hours"), 120, 480, 30, 120 },
	{ "urgent", TR("Urgent: answer within 30 minutes"), 30, 120, 10, 30 },
};

static enum hk_result chain_put(struct ctx *cx, const struct delivered *one, int64_t admin_id,
				int64_t standard_id)
{
	const struct escalation steps[] = {
		{ .whom = "supervisors", .after_ms = one->supervisors * HK_MINUTE },
		{ .whom = "person", .staff_id = admin_id, .after_ms = one->admin * HK_MINUTE },
	};

	return escalation_put(cx, standard_id, steps, HK_COUNT(steps));
}

static enum hk_result rule_put(struct ctx *cx, const char *priority, int64_t standard_id)
{
	struct standard_rule rule = {
		.type = "", .priority = priority, .language = "", .standard_id = standard_id
	};

	return *priority ? standard_rule_add(cx, &rule) : HK_OK;
}

enum hk_result standard_deliver(struct ctx *cx, int64_t admin_id, const char *language,
				struct standard *ret)
{
	for (size_t i = 0; i < HK_COUNT(delivered); i++) {
		const struct delivered *one = &delivered[i];
		struct standard standard = {
			.name = i18n_text(language, one->name),
			.first_answer_ms = one->first_answer * HK_MINUTE,
			.next_update_ms = one->next_update * HK_MINUTE,
			.warn_percent = STANDARD_WARN_PERCENT,
			.owner_id = admin_id,
		};

		HK_TRY(standard_add(cx, &standard));
		HK_TRY(chain_put(cx, one, admin_id, standard.id));
		HK_TRY(rule_put(cx, one->priority, standard.id));
		if (!*one->priority)
			*ret = standard;
	}
	return HK_OK;
}
