package admin.actors;

import java.util.List;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.config.Masked;
import org.carrack.settings.Setting;
import org.carrack.settings.SettingException;
import org.carrack.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Settings of packages as an actor: {@code /admin/actors/settings/…}. Secrets are not shown. */
@Component
@ActorName("settings")
public class SettingsActor implements Actor {

    private final Settings settings;

    @Activate
    public SettingsActor(@Reference Settings settings) {
        this.settings = settings;
    }

    /**
     * A setting.
     *
     * @param packageName the package that declares it
     * @param type text, texts, integer, number or flag
     * @param allowed the values it may have; empty for any of its type
     * @param value what it is now
     * @param source who says so
     */
    public record SettingEntry(
            String packageName,
            String category,
            String name,
            String label,
            Setting.Type type,
            @Nullable Object standard,
            List<String> allowed,
            @Nullable Object value,
            String source,
            boolean isSecret) {}

    /** The settings of all live packages. */
    @ActorMethod(safe = true)
    public List<SettingEntry> all() {
        return settings.list().stream().map(SettingsActor::shown).toList();
    }

    /**
     * The settings of one package.
     *
     * @param name the package
     */
    @ActorMethod(safe = true)
    public List<SettingEntry> list(String name) {
        return settings.list(name).stream().map(SettingsActor::shown).toList();
    }

    /**
     * Gives a setting another value, for good.
     *
     * @param name the package
     * @param key the setting
     * @param values its value; several, or none, for a list alone
     */
    @ActorMethod
    public SettingEntry set(String name, String key, List<String> values, CallContext call) {
        try {
            return shown(settings.set(name, key, values, call.caller()));
        } catch (SettingException e) {
            throw ActorException.of(e);
        }
    }

    /**
     * Lets a setting be what it is by default.
     *
     * @param name the package
     * @param key the setting
     */
    @ActorMethod
    public SettingEntry reset(String name, String key, CallContext call) {
        try {
            return shown(settings.reset(name, key, call.caller()));
        } catch (SettingException e) {
            throw ActorException.of(e);
        }
    }

    private static SettingEntry shown(Setting setting) {
        boolean isSecret = Masked.isSecret(setting.name());
        return new SettingEntry(
                setting.packageName(),
                setting.category(),
                setting.name(),
                setting.label(),
                setting.type(),
                isSecret ? null : setting.standard().orElse(null),
                setting.allowed(),
                isSecret ? null : setting.value().orElse(null),
                setting.source(),
                isSecret);
    }
}
