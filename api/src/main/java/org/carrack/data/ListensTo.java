package org.carrack.data;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component that is a {@link RecordListener}: the models whose changes it receives. Without it, those of all models.
 *
 * <pre>{@code
 * @Component
 * @ListensTo("shop.order")
 * public class OrderMails implements RecordListener { ... }
 * }</pre>
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ListensTo {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";

    /** The URLs of the models: {@code shop.order}. */
    String[] value();
}
