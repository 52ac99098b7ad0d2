#include "web/pages/admin/standard_people.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "people/staff.h"

enum hk_result standard_people_add(struct web_request *req, struct admin_field *field,
				   enum right right)
{
	struct staff_list all;

	HK_TRY(staff_who_may(req->cx, right, &all));
	for (size_t i = 0; i < all.count; i++)
		if (strcmp(all.items[i].role, "agent") != 0)
			admin_option_add(req, field,
					 hk_format(req->cx->arena, "%" PRId64, all.items[i].id),
					 all.items[i].name);
	return HK_OK;
}

enum hk_result standard_person_check(struct ctx *cx, int64_t staff_id, enum right right)
{
	struct staff staff;
	bool may;

	HK_TRY(staff_find_may(cx, staff_id, right, &staff, &may));
	return may ? HK_OK : HK_INVALID;
}
