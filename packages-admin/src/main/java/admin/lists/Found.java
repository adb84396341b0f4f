package admin.lists;

import java.util.List;

/**
 * A page of a list.
 *
 * @param all how many the list has
 * @param found how many of them have the words that were looked for
 * @param page the page, from 0 on; the last one if there are fewer than were asked for
 * @param rows those of the page
 */
public record Found(int all, int found, int page, List<?> rows) {}
