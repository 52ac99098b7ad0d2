#include "web/pages/staff_options.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"

const char *staff_label(struct ctx *cx, const struct staff_list *all, const struct staff *one)
{
	size_t same = 0;

	for (size_t i = 0; i < all->count; i++)
		same += hk_equal(all->items[i].name, one->name);
	return same > 1 ? hk_format(cx->arena, "%s, %s", one->name, one->email) : one->name;
}

/* none: NULL where somebody has to be chosen. */
static enum hk_result options_find(struct ctx *cx, const char *none, const char *prefix,
				   int64_t chosen_id, struct part_options *ret)
{
	struct part_option *items;
	struct staff_list all;
	size_t count = 0;

	HK_TRY(staff_every(cx, &all));
	items = hk_alloc(cx->arena, all.count + 1, sizeof(*items));
	if (none)
		items[count++] = (struct part_option){ .value = "0",
						       .label = i18n_text(cx->language, none),
						       .is_chosen = !chosen_id };
	for (size_t i = 0; i < all.count; i++) {
		const struct staff *one = &all.items[i];

		if (one->is_active || one->id == chosen_id)
			items[count++] = (struct part_option){
				.value = hk_format(cx->arena, "%s%" PRId64, prefix, one->id),
				.label = staff_label(cx, &all, one),
				.is_chosen = one->id == chosen_id,
			};
	}
	*ret = (struct part_options){ items, count };
	return HK_OK;
}

enum hk_result staff_options(struct ctx *cx, const char *prefix, int64_t chosen_id,
			     struct part_options *ret)
{
	return options_find(cx, NULL, prefix, chosen_id, ret);
}

enum hk_result staff_options_or(struct ctx *cx, const char *none, int64_t chosen_id,
				struct part_options *ret)
{
	return options_find(cx, none, "", chosen_id, ret);
}

enum hk_result staff_options_readers(struct ctx *cx, struct part_options *ret)
{
	struct part_option *items;
	struct staff_list staff;
	size_t count = 0;

	HK_TRY(staff_every(cx, &staff));
	items = hk_alloc(cx->arena, staff.count, sizeof(*items));
	for (size_t i = 0; i < staff.count; i++) {
		const struct staff *one = &staff.items[i];
		bool may;

		HK_TRY(staff_may(cx, one, RIGHT_TICKET_READ, &may));
		if (!may)
			continue;
		items[count++] = (struct part_option){
			.value = hk_format(cx->arena, "%" PRId64, one->id),
			.label = staff_label(cx, &staff, one),
		};
	}
	*ret = (struct part_options){ items, count };
	return HK_OK;
}
