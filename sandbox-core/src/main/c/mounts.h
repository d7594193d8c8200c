/* The container's filesystem: its root, what is mounted in it, and what is hidden. */
#ifndef MOUNTS_H
#define MOUNTS_H

#include "plan.h"

/*
 * Monitor: mounts the overlay of the plan's layers at its root folder, in this process's mount namespace, which must
 * be its own. With a user namespace (its descriptor, else -1) the layers are shown with that namespace's ids.
 */
void mount_root(const struct plan *plan, int user_namespace);

/*
 * Monitor: copies the mounts that come from the host, which an init in a user namespace may not reach: the root's
 * first, then one for each bind in the plan's order. Answers how many.
 */
size_t copy_host_trees(const struct plan *plan, int user_namespace, int *trees, size_t most);

/* Init: makes a mount namespace of its own whose mounts tell the host nothing. */
void unshare_mounts(void);

/* Init: attaches the root, and in it what the plan mounts; answers the root's descriptor. Takes over the trees. */
int populate_root(const struct plan *plan, const int *trees, size_t count);

/* Init: makes the root the process's root and lets go of the host's. */
void enter_root(int root);

/* Init: makes a folder inside the root, and those above it, whatever links the path goes by. Answers 0 or an errno. */
int make_folder_inside(int root, const char *path);

/* Init: makes paths read-only, then hides paths, then makes the root read-only, as the plan says. */
void restrict_root(const struct plan *plan);

#endif
