// Points of a design listed in a file. Private to the study.
#ifndef LIKMC_STUDY_CSV_H
#define LIKMC_STUDY_CSV_H

#include "study_read.h"

// Axis of that key, or NULL after a complaint at the node.
lk_design_axis *lk_study_axes_add(lk_study_reader *r, const lk_yaml_node *at, const char *key);

// Check a value with its unit in every case and add it to the axis; false after a complaint.
bool lk_study_axes_value(lk_study_reader *r, const lk_yaml_node *at, lk_design_axis *axis, const char *text);

// Read axes and values from the file that the node names: a head of "KEY" or "KEY (unit)", then one point a
// line.
void lk_study_csv_read(lk_study_reader *r, const lk_yaml_node *file);

#endif
