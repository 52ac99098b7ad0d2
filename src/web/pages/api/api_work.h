/* Work on tickets, for programs: tasks, promises, one deed for many tickets, saved lists. Each has
 * the rights and the checks of its page. */
#pragma once

#include "web/web.h"

enum hk_result api_tasks(struct web_request *req);
enum hk_result api_task(struct web_request *req);
enum hk_result api_task_give(struct web_request *req);
enum hk_result api_task_end(struct web_request *req);

enum hk_result api_promise_give(struct web_request *req);
enum hk_result api_promise(struct web_request *req);

enum hk_result api_bulk_start(struct web_request *req);
enum hk_result api_bulk(struct web_request *req);
enum hk_result api_bulk_undo(struct web_request *req);

enum hk_result api_views(struct web_request *req);
enum hk_result api_view(struct web_request *req);
enum hk_result api_view_tickets(struct web_request *req);
enum hk_result api_view_add(struct web_request *req);
enum hk_result api_view_change(struct web_request *req);
enum hk_result api_view_remove(struct web_request *req);

/* By its name, as people write it; a field problem when there is none. "": 0. */
enum hk_result api_team(struct ctx *cx, const char *name, const char *field, int64_t *ret_id);
/* By his e-mail address, the same way. */
enum hk_result api_staff(struct ctx *cx, const char *email, const char *field, int64_t *ret_id);
