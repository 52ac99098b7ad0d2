/* What tests of cases share: jonas was asked after his ticket, and answered an hour later. */
#pragma once

#include "feedback/loop/loop_case.h"
#include "survey_world.h"

struct loop_scene {
	struct house_world *world;
	struct ticket ticket;
	struct invitation invitation;
	struct response response;
};

/* score: his answer; with a few words. */
struct loop_scene loop_scene(struct house_world *world, const char *score);
/* For ctx_read(): finds the case (data) whose response_id stands in it. */
enum hk_result loop_case_work(struct ctx *cx, void *data);
/* His case as it stands now. */
struct loop_case loop_scene_case(const struct loop_scene *scene);
