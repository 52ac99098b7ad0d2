/* The row of a complaint, for the files of this folder: all of it, whoever asks. */
#pragma once

#include "ticket/complaint/complaint.h"

extern const struct db_record complaint_record;

enum hk_result complaint_row(struct ctx *cx, int64_t ticket_id, struct complaint *ret);
/* Over what stands there, with a new version; the ticket's kept stage follows. */
enum hk_result complaint_put(struct ctx *cx, struct ticket *ticket, struct complaint *complaint);
/* The row for somebody who handles it. HK_DENIED: he may not, or it is about him; HK_CONFLICT: it
 * is none, has ended, or was changed since that version. */
enum hk_result complaint_to_change(struct ctx *cx, const struct ticket *ticket, int64_t version,
				   struct complaint *ret);
/* HK_CONFLICT: it is not of that version (COMPLAINT_VERSION_ANY: whichever). */
enum hk_result complaint_version_need(struct ctx *cx, const struct complaint *complaint,
				      int64_t version);
/* From now on, with a call before it is late. */
enum hk_result complaint_clock(struct ctx *cx, const struct ticket *ticket, const char *kind,
			       int64_t duration);
/* When so many days are over: at the same hour by the clock of the house, also where it is changed
 * between. */
enum hk_result complaint_days_end(struct ctx *cx, int64_t days, int64_t *ret);
/* complaint_clock() until then. */
enum hk_result complaint_days_clock(struct ctx *cx, const struct ticket *ticket, const char *kind,
				    int64_t days);
/* HK_INVALID beside the field: too long. */
bool complaint_fits(struct ctx *cx, const char *field, const char *text, size_t most);
