package admin.page;

/**
 * Texts of the page of administration in another language.
 *
 * @param language its tag, such as {@code de}
 * @param title what it is called by those who speak it
 * @param file the address of a JSON file with the texts by their keys, as {@code /admin/messages/en.json} has them; those that are missing stay English
 */
public record PageLanguage(String packageName, String language, String title, String file) {}
