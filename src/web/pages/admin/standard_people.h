/* Who can be named in a response standard, by what he has to be able to do there. */
#pragma once

#include "core/rights.h"
#include "web/pages/admin/admin_view.h"

/* Those who may do that, by name. Agents are not offered: what is late is theirs first. */
enum hk_result standard_people_add(struct web_request *req, struct admin_field *field,
				   enum right right);
/* HK_INVALID: he does not work here, or his role has not that right. */
enum hk_result standard_person_check(struct ctx *cx, int64_t staff_id, enum right right);
