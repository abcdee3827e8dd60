// Whether a text is small and flat enough to build a tree of it. Private to src/io.
#ifndef LIKMC_YAML_LIMITS_H
#define LIKMC_YAML_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

// Aliases can make a small file a huge tree, and a file can nest deeper than the stack is high.
enum {
    LK_YAML_LIMITS_NODES = 100000,
    LK_YAML_LIMITS_DEPTH = 64,
    LK_YAML_LIMITS_BRACKETS = 20000, // that open
    LK_YAML_LIMITS_SMALL = 4096      // bytes of a text that cannot do harm
};

// Go through the events of the text without keeping any. False if it nests deeper, or holds more nodes, than
// the limits say: `why`, and where (from 1). True for what is no YAML: whoever builds the tree complains
// about that, at the same place.
bool lk_yaml_limits_hold(const char *text, size_t length, const char **why, int *line, int *column);

#endif
