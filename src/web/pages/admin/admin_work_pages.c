/* How much work a ticket is, what its owner must be able to do, and how many one takes at once. */
#include <inttypes.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/skill.h"
#include "ticket/owner/work_rule.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"

static const char *number_text(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

static enum hk_result rules_find(struct ctx *cx, const struct part_options *types,
				 struct work_rule_list *ret)
{
	const char **codes = hk_alloc(cx->arena, types->count, sizeof(*codes));

	for (size_t i = 0; i < types->count; i++)
		codes[i] = types->items[i].value;
	return work_rule_every(cx, codes, types->count, ret);
}

static void row_fill(struct web_request *req, struct admin_row *row, const struct part_option *type,
		     const struct work_rule *rule)
{
	struct ctx *cx = req->cx;

	admin_cell_add(row, type->label, hk_format(cx->arena, "/admin/work/%s", type->value));
	admin_cell_add(row, number_text(cx, rule->urgent), "");
	admin_cell_add(row, number_text(cx, rule->high), "");
	admin_cell_add(row, number_text(cx, rule->normal), "");
	admin_cell_add(row, number_text(cx, rule->low), "");
	admin_cell_add(row,
		       *rule->skill ? hk_format(cx->arena, "%s:%" PRId64, rule->skill, rule->level)
				    : "",
		       "");
	admin_words_add(req, row, rule->is_led ? TR("Supervisors") : TR("All who answer"), "");
}

static enum hk_result show_all(struct web_request *req)
{
	static const char *const heads[] = { TR("Purpose"),        TR("Urgent"), TR("High"),
					     TR("Normal"),         TR("Low"),    TR("Needed skill"),
					     TR("Who may have it") };
	struct admin_list list = {
		.title = TR("Work and skills"),
		.lead = TR(
			"How many minutes of work a ticket is thought to be, and what its owner "
			"must be able to do. New tickets go to who has the least work and can do "
			"it."),
		.add = "/admin/work-channels",
		.add_title = TR("Tickets at once"),
		.empty = "",
		.next = "",
		.heads = { heads, HK_COUNT(heads) }
	};
	struct part_options types = type_options(req->cx, "");
	struct work_rule_list rules;

	HK_TRY(rules_find(req->cx, &types, &rules));
	admin_list_room(req, &list, rules.count);
	for (size_t i = 0; i < rules.count; i++)
		row_fill(req, admin_row_add(req, &list), &types.items[i], &rules.items[i]);
	return admin_list_show(req, &list);
}

static enum hk_result type_find(struct web_request *req, struct part_option *ret)
{
	struct part_options types = type_options(req->cx, "");

	for (size_t i = 0; i < types.count; i++)
		if (hk_equal(types.items[i].value, web_path(req, "type"))) {
			*ret = types.items[i];
			return HK_OK;
		}
	return HK_NOT_FOUND;
}

static enum hk_result one_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct part_option type;
	struct work_rule rule;
	struct admin_field *field;

	HK_TRY(type_find(req, &type));
	HK_TRY(work_rule_find(cx, type.value, &rule));

	struct admin_form form = {
		.title = type.label,
		.lead = TR("Tickets that are there already keep the work that they had."),
		.action = hk_format(cx->arena, "/admin/work/%s", type.value),
		.button = TR("Save"),
		.back = "/admin/work",
		.back_title = TR("Work and skills")
	};

	admin_field_add(req, &form, "number", "urgent", TR("Minutes of work when it is urgent"),
			number_text(cx, rule.urgent));
	admin_field_add(req, &form, "number", "high", TR("Minutes when its priority is high"),
			number_text(cx, rule.high));
	admin_field_add(req, &form, "number", "normal", TR("Minutes when it is normal"),
			number_text(cx, rule.normal));
	admin_field_add(req, &form, "number", "low", TR("Minutes when it is low"),
			number_text(cx, rule.low));
	admin_field_add(req, &form, "text", "skill", TR("Needed skill"), rule.skill)->hint =
		TR("As it stands with the people, such as returns; empty: none.");
	admin_field_add(req, &form, "number", "level", TR("At least so well, from 1 to 5"),
			rule.level ? number_text(cx, rule.level) : "");
	field = admin_select_add(req, &form, "is_led", TR("Who may have it"),
				 rule.is_led ? "1" : "0");
	admin_option_add(req, field, "0", TR("All who answer"));
	admin_option_add(req, field, "1", TR("Supervisors"));
	return admin_form_show(req, &form);
}

static enum hk_result show_one(struct web_request *req)
{
	return one_form(req->cx, req);
}

static enum hk_result save_one(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct part_option type;
	struct work_rule rule;

	HK_TRY(type_find(req, &type));
	rule = (struct work_rule){ .type = type.value,
				   .urgent = web_form_number(req, "urgent", 0),
				   .high = web_form_number(req, "high", 0),
				   .normal = web_form_number(req, "normal", 0),
				   .low = web_form_number(req, "low", 0),
				   .skill = page_form(req, "skill"),
				   .level = web_form_number(req, "level", 0),
				   .is_led = hk_equal(page_form(req, "is_led"), "1") };
	HK_TRY(work_rule_put(cx, &rule));
	return audit_record(cx, "work.change", rule.type);
}

static enum hk_result post_one(struct web_request *req)
{
	return admin_save(
		req, &(struct admin_save){ save_one, one_form, req, "/admin/work", TR("Saved.") });
}

/* ---- how many of a channel one takes at once ---- */

static int64_t limit_of(const struct channel_limit_list *limits, const char *channel)
{
	for (size_t i = 0; i < limits->count; i++)
		if (hk_equal(limits->items[i].channel, channel))
			return limits->items[i].most;
	return 0;
}

static enum hk_result channels_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = {
		.title = TR("Tickets at once"),
		.lead = TR("So many open tickets of a channel somebody with a full position has at "
			   "most, before others get the next one. 0: as many as come."),
		.action = "/admin/work-channels",
		.button = TR("Save"),
		.back = "/admin/work",
		.back_title = TR("Work and skills")
	};
	struct part_options channels = every_channel_options(cx, "");
	struct channel_limit_list limits;

	HK_TRY(channel_limit_every(cx, &limits));
	for (size_t i = 0; i < channels.count; i++)
		admin_field_add(req, &form, "number", channels.items[i].value,
				channels.items[i].label,
				number_text(cx, limit_of(&limits, channels.items[i].value)));
	return admin_form_show(req, &form);
}

static enum hk_result show_channels(struct web_request *req)
{
	return channels_form(req->cx, req);
}

static enum hk_result save_channels(struct ctx *cx, void *data)
{
	const struct web_request *req = data;
	struct part_options channels = every_channel_options(cx, "");

	for (size_t i = 0; i < channels.count; i++) {
		const char *name = channels.items[i].value;
		if (web_form(req, name))
			HK_TRY(channel_limit_put(cx, name, web_form_number(req, name, 0)));
	}
	return audit_record(cx, "work.channels", "");
}

static enum hk_result post_channels(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ save_channels, channels_form, req,
						     "/admin/work", TR("Saved.") });
}

static const struct web_param one_params[] = {
	{ "urgent", PARAM_NUMBER, 0 },
	{ "high", PARAM_NUMBER, 0 },
	{ "normal", PARAM_NUMBER, 0 },
	{ "low", PARAM_NUMBER, 0 },
	{ "level", PARAM_NUMBER, 0 },
	{ "skill", PARAM_TEXT, SKILL_CODE_MAX },
	{ "is_led", PARAM_TEXT, 1 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param channel_params[] = {
	{ "email", PARAM_NUMBER, 0 },
	{ "web", PARAM_NUMBER, 0 },
	{ "portal", PARAM_NUMBER, 0 },
	{ "chat", PARAM_NUMBER, 0 },
	{ "phone", PARAM_NUMBER, 0 },
	{ "fax", PARAM_NUMBER, 0 },
	{ "letter", PARAM_NUMBER, 0 },
	{ "api", PARAM_NUMBER, 0 },
	{ "in_person", PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route admin_work_pages[] = {
	ROUTE("GET", "/admin/work", RIGHT_ADMIN, show_all, 0, NULL),
	ROUTE("GET", "/admin/work/{type}", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/work/{type}", RIGHT_ADMIN, post_one, 0, one_params),
	ROUTE("GET", "/admin/work-channels", RIGHT_ADMIN, show_channels, 0, NULL),
	ROUTE("POST", "/admin/work-channels", RIGHT_ADMIN, post_channels, 0, channel_params),
	{ 0 },
};
