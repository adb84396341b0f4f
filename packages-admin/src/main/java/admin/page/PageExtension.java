package admin.page;

/**
 * A web component that a package brings to the page of administration.
 *
 * @param name its name in its package
 * @param title what it is called for people
 * @param place {@code page} for a screen of its own, {@code overview} or {@code package} for a card there
 * @param module the address of the JavaScript module that defines it
 * @param element the name of the element
 * @param api the version of the page that it is made for: what its element is given, and the tokens of the design
 */
public record PageExtension(
        String packageName, String name, String title, String place, String module, String element, long api) {}
