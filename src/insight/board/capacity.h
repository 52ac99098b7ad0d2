/*
 * capacity: how many people are at work in each hour of a day, by their shifts and absences, each
 * counted by his share of a position; and how long a contact takes, from the work of the latest
 * tickets and how often their customers wrote. Who has no fixed hours works while the house is
 * open.
 */
#pragma once

#include "core/ctx.h"
#include "standard/business.h"

/* bounds: hours + 1 rising instants, ms UTC. open: of the house; NULL: around the clock.
 * ret_people: one number for each hour. */
enum hk_result capacity_people(struct ctx *cx, const int64_t *bounds, size_t hours,
			       const struct business *open, double *ret_people);
/* Minutes; 0: there were too few tickets to tell. */
enum hk_result capacity_minutes(struct ctx *cx, double *ret);
