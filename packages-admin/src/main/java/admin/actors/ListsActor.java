package admin.actors;

import admin.lists.Found;
import admin.lists.Listing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.Default;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.Accounts;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Session;
import org.carrack.data.ModelInfo;
import org.carrack.data.Models;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.ConfigForm;
import org.carrack.manage.Configurations;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageOffer;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceStatus;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The lists that the page shows, each searched, sorted and paged here, as an actor: {@code /admin/actors/lists/find}. Records have their
 * own, which is the database's.
 */
@Component
@ActorName("lists")
public class ListsActor implements Actor {

    /** So many of the last entries of the audit log are looked at. */
    private static final int AUDITED = 10_000;

    private final PackageManager packages;
    private final Configurations configurations;
    private final Models models;
    private final Accounts accounts;
    private final AuditLog audit;

    /** Made for the first who asks: their many lambdas would lengthen each start of the server. */
    private @Nullable Map<String, Listing<?>> made;

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable BackgroundServices services;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    @Activate
    public ListsActor(
            @Reference PackageManager packages,
            @Reference Configurations configurations,
            @Reference Models models,
            @Reference Accounts accounts,
            @Reference AuditLog audit) {
        this.packages = packages;
        this.configurations = configurations;
        this.models = models;
        this.accounts = accounts;
        this.audit = audit;
    }

    private synchronized Map<String, Listing<?>> lists() {
        Map<String, Listing<?>> known = made;
        if (known == null) {
            known = make();
            made = known;
        }
        return known;
    }

    private Map<String, Listing<?>> make() {
        Map<String, Listing<?>> lists = new TreeMap<>();
        lists.put(
                "packages",
                Listing.of(packages::list)
                        .shownAs(Listed::of)
                        .and(PackageInfo::label)
                        .by("name", PackageInfo::name)
                        .by("state", one -> one.state().name())
                        .by("version", PackageInfo::version)
                        .by("source", PackageInfo::source));
        lists.put(
                "offers",
                Listing.of(packages::offers)
                        // Of one name the newest first, as they are.
                        .and(PackageOffer::version)
                        .by("name", PackageOffer::name)
                        .by("repository", PackageOffer::repository));
        lists.put(
                "services",
                Listing.of(this::services)
                        .and(ServiceStatus::problem)
                        .by("name", ServiceStatus::name)
                        .by("state", one -> one.state().name())
                        .by("schedule", ServiceStatus::schedule)
                        .byTime("next", ServiceStatus::next)
                        .byTime("last", one -> one.last().map(ServiceRun::started))
                        .byNumber("failures", ServiceStatus::failures));
        lists.put(
                "plugins",
                Listing.of(this::plugins)
                        .and(PluginStatus::reason)
                        .by("name", PluginStatus::name)
                        .by("state", one -> one.state().name())
                        .byTime("since", one -> Optional.of(one.since()))
                        .byNumber("deaths", PluginStatus::deaths));
        lists.put(
                "forms",
                Listing.of(configurations::list)
                        .and(ConfigForm::title)
                        .and(one -> joined(fields(one).map(ConfigForm.Field::key)))
                        .by("name", ConfigForm::name)
                        .by("file", ConfigForm::file)
                        .byNumber(
                                "set",
                                one -> fields(one)
                                        .filter(ConfigForm.Field::isSet)
                                        .count())
                        .byNumber(
                                "problems",
                                one -> one.problems().stream()
                                        .filter(problem -> !problem.isWarning())
                                        .count()));
        lists.put(
                "models",
                Listing.of(models::list)
                        .and(one -> joined(one.fields().stream().map(ModelInfo.FieldInfo::name)))
                        .by("url", ModelInfo::url)
                        .by("package", ModelInfo::packageName)
                        .by("table", ModelInfo::table));
        lists.put(
                "accounts",
                Listing.of(accounts::list)
                        .and(Account::email)
                        .by("name", Account::name)
                        .by("roles", one -> joined(one.allRoles().stream()))
                        .byTime("created", one -> Optional.of(one.created())));
        lists.put(
                "tokens",
                Listing.of(() -> accounts.tokens(""))
                        .by("account", AccessToken::account)
                        .by("token", AccessToken::name)
                        .byTime("created", one -> Optional.of(one.created()))
                        .byTime("expires", AccessToken::expires));
        lists.put(
                "sessions",
                Listing.of(() -> accounts.sessions(""))
                        .by("account", Session::account)
                        .by("address", Session::address)
                        .by("agent", Session::agent)
                        .byTime("used", one -> Optional.of(one.seen())));
        lists.put(
                "audit",
                Listing.of(() -> newestFirst(audit.last(AUDITED)))
                        .byTime("time", one -> Optional.of(one.time()))
                        .by("who", AuditLog.Entry::who)
                        .by("action", AuditLog.Entry::action)
                        .by("subject", AuditLog.Entry::subject)
                        .by("outcome", one -> one.outcome().name())
                        .by("detail", AuditLog.Entry::detail)
                        .by("address", AuditLog.Entry::address));
        return lists;
    }

    private static <T> List<T> newestFirst(List<T> entries) {
        List<T> reversed = new ArrayList<>(entries);
        Collections.reverse(reversed);
        return reversed;
    }

    private static Stream<ConfigForm.Field> fields(ConfigForm form) {
        return form.sections().stream().flatMap(section -> section.fields().stream());
    }

    private static String joined(Stream<String> words) {
        return words.collect(Collectors.joining(" "));
    }

    private List<ServiceStatus> services() {
        BackgroundServices now = services;
        return now == null ? List.of() : now.list();
    }

    private List<PluginStatus> plugins() {
        Plugins now = plugins;
        return now == null ? List.of() : now.list();
    }

    /**
     * A page of a list.
     *
     * @param list {@code packages}, {@code offers} (of repositories), {@code services}, {@code plugins}, {@code forms}, {@code models},
     *     {@code accounts}, {@code tokens}, {@code sessions}, or {@code audit} (the last 10,000 entries)
     * @param filter words that a row has all, in any order and case
     * @param order the column to order by; empty for the first
     * @param descending whether the greatest comes first
     * @param page from 0 on; if there are fewer, the last
     * @param size how many rows a page has, 1,000 at most
     */
    @ActorMethod(safe = true)
    public Found find(
            String list,
            @Default("") String filter,
            @Default("") String order,
            @Default("false") boolean descending,
            @Default("0") int page,
            @Default("50") int size) {
        Listing<?> known = lists().get(list);
        if (known == null) {
            throw ActorException.badRequest(
                    "there is no list %s; these are: %s".formatted(list, String.join(", ", lists().keySet())));
        }
        try {
            return known.find(filter, order, descending, page, size);
        } catch (IllegalArgumentException e) {
            throw ActorException.badRequest(e.getMessage());
        }
    }
}
