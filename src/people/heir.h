/* heir: who takes over what somebody who has left was to see to, where nobody chooses by hand: a
 * supervisor of one of his teams, else one of the house, else an administrator. */
#pragma once

#include "people/staff.h"

/* HK_NOT_FOUND: nobody of these works here. */
enum hk_result staff_heir(struct ctx *cx, int64_t staff_id, struct staff *ret);
