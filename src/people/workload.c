#include "people/workload.h"

enum hk_result workload_move(struct ctx *cx, const struct workload_step *step)
{
	if (!step->staff_id)
		return HK_OK;
	HK_TRY(db_send(
		cx->db,
		DB_UPDATE("staff",
			  "active_count = active_count + $3, work = work + $4,"
			  " burden = (work + $4) * 100 / share,"
			  " assigned_at = CASE WHEN $5 = 1 THEN $6 ELSE assigned_at END",
			  "id = $2", ""),
		DB_ARGS(step->staff_id, step->count, step->minutes, step->is_assigned, cx->now)));
	if (!step->count)
		return HK_OK;
	return db_send(cx->db,
		       DB_ADD("staff_channel", "staff_id, channel, active_count", "$2, $3, $4",
			      "ON CONFLICT (org_id, staff_id, channel) DO UPDATE SET"
			      " active_count = staff_channel.active_count + $4"),
		       DB_ARGS(step->staff_id, step->channel, step->count));
}
