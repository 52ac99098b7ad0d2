#include "web/pages/desk/customer_view.h"

#include <inttypes.h>

static const char *joined(struct ctx *cx, const char *line, const struct address *address)
{
	return hk_format(cx->arena, "%s%s%s", line, *line ? ", " : "", address->shown);
}

static void bounds(const struct customer_list *list, int64_t *ret_low, int64_t *ret_high)
{
	*ret_low = INT64_MAX;
	*ret_high = 0;
	for (size_t i = 0; i < list->count; i++) {
		int64_t id = list->items[i].id;

		*ret_low = id < *ret_low ? id : *ret_low;
		*ret_high = id > *ret_high ? id : *ret_high;
	}
}

/* A page of the list follows the ids without gaps, so its addresses are one query; what a search
 * found lies far apart, and is asked for one by one. */
static enum hk_result addresses_fill(struct ctx *cx, const struct customer_list *list, size_t i,
				     const struct address_list *page, const char **ret)
{
	struct address_list own;

	if (!page)
		HK_TRY(customer_addresses(cx, list->items[i].id, &own));
	else
		own = *page;
	*ret = "";
	for (size_t k = 0; k < own.count; k++)
		if (own.items[k].customer_id == list->items[i].id)
			*ret = joined(cx, *ret, &own.items[k]);
	return HK_OK;
}

enum { SEARCHED_AT_ONCE = 25 };

enum hk_result customer_rows_of(struct ctx *cx, const struct customer_list *list,
				struct customer_rows *ret)
{
	struct customer_row *items = hk_alloc(cx->arena, list->count, sizeof(*items));
	bool is_page = list->count > SEARCHED_AT_ONCE;
	struct address_list page;
	int64_t low, high;

	bounds(list, &low, &high);
	if (is_page)
		HK_TRY(customer_addresses_between(cx, low, high, &page));
	for (size_t i = 0; i < list->count; i++) {
		const struct customer *one = &list->items[i];

		items[i] = (struct customer_row){
			.url = hk_format(cx->arena, "/customers/%" PRId64, one->id),
			.name = one->name,
			.language = one->language,
			.since = one->created_at,
		};
		HK_TRY(addresses_fill(cx, list, i, is_page ? &page : NULL, &items[i].addresses));
	}
	*ret = (struct customer_rows){ items, list->count };
	return HK_OK;
}
