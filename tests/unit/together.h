/* What tests of tasks, notifications and side conversations share. */
#pragma once

#include "deeds.h"
#include "ticket/work/notification.h"
#include "ticket/work/task.h"

/* Somebody who does not answer customers: of role employee, and of no team. */
struct actor together_employee(struct house_world *world, const char *email, const char *name);
/* What stands in the bell of the actor, the newest first. */
struct notification_list together_bell(struct house_world *world);
/* How many notifications of that kind stand there. */
size_t together_heard(struct house_world *world, const char *kind);
struct staff together_staff(struct house_world *world, int64_t id);
