package admin.actors;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.ActorName;
import org.carrack.actor.CallContext;
import org.carrack.actor.Default;
import org.carrack.auth.AuditLog;
import org.carrack.data.Condition;
import org.carrack.data.DataException;
import org.carrack.data.ModelInfo;
import org.carrack.data.Models;
import org.carrack.data.Query;
import org.carrack.data.Records;
import org.carrack.data.Stored;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The records of all models, as an actor: {@code /admin/actors/records/…}. */
@Component
@ActorName("records")
public class RecordsActor implements Actor {

    private static final int LARGEST_PAGE = 1_000;

    private final Models models;
    private final AuditLog audit;

    @Activate
    public RecordsActor(@Reference Models models, @Reference AuditLog audit) {
        this.models = models;
        this.audit = audit;
    }

    /**
     * Some of the records of a model.
     *
     * @param count how many there are that were asked for; -1 where that was not asked
     */
    public record Page(long count, List<Stored<Map<String, Object>>> records) {}

    /** The models of all live packages. */
    @ActorMethod(safe = true)
    public List<ModelInfo> models() {
        return models.list();
    }

    /**
     * A page of records.
     *
     * @param model its URL
     * @param field that is looked at; empty for all records
     * @param comparison {@code equal}, {@code not_equal}, {@code less}, {@code at_most}, {@code greater}, {@code at_least} or {@code prefix}
     * @param value what the field is compared with
     * @param order the field to order by; empty for the order in which they were added
     * @param descending whether the greatest comes first
     * @param page from 0 on
     * @param size how many records a page has, 1,000 at most
     * @param counted whether all of them are counted, which takes longer than to read a page of many
     */
    @ActorMethod(safe = true)
    public Page find(
            String model,
            @Default("") String field,
            @Default("equal") String comparison,
            Optional<Object> value,
            @Default("") String order,
            @Default("false") boolean descending,
            @Default("0") int page,
            @Default("50") int size,
            @Default("true") boolean counted) {
        if (page < 0 || size < 1 || size > LARGEST_PAGE) {
            throw ActorException.badRequest("page must be 0 or more, and size 1 to %d".formatted(LARGEST_PAGE));
        }
        return done(() -> {
            Records<Map<String, Object>> records = models.named(model);
            Condition where = condition(field, comparison, value);
            Query query = Query.where(where);
            if (!order.isEmpty()) {
                query = descending ? query.orderByDescending(order) : query.orderBy(order);
            }
            return new Page(counted ? records.count(where) : -1, records.find(query.page(size, page)));
        });
    }

    /**
     * How many records there are.
     *
     * @param model its URL
     * @param field as for {@code find}
     */
    @ActorMethod(safe = true)
    public long count(
            String model, @Default("") String field, @Default("equal") String comparison, Optional<Object> value) {
        return done(() -> models.named(model).count(condition(field, comparison, value)));
    }

    private static Condition condition(String field, String comparison, Optional<Object> given) {
        if (field.isEmpty()) {
            return Condition.all();
        }
        Object value = given.orElse("");
        return switch (comparison.toLowerCase(Locale.ROOT)) {
            case "equal" -> Condition.equal(field, value);
            case "not_equal" -> Condition.notEqual(field, value);
            case "less" -> Condition.less(field, value);
            case "at_most" -> Condition.atMost(field, value);
            case "greater" -> Condition.greater(field, value);
            case "at_least" -> Condition.atLeast(field, value);
            case "prefix" -> Condition.prefix(field, String.valueOf(value));
            default ->
                throw ActorException.badRequest(
                        "there is no comparison %s; these are: equal, not_equal, less, at_most, greater, at_least, prefix"
                                .formatted(comparison));
        };
    }

    /**
     * A record with the defaults of its model, which is not stored.
     *
     * @param model its URL
     */
    @ActorMethod(safe = true)
    public Map<String, Object> blank(String model) {
        return done(() -> models.named(model).blank());
    }

    /**
     * Stores a record.
     *
     * @param model its URL
     * @param id 0 for a new one
     * @param revision that of the record that was edited; what somebody else has changed since is not overwritten
     */
    @ActorMethod
    public Stored<Map<String, Object>> save(
            String model,
            @Default("0") long id,
            @Default("0") long revision,
            Map<String, Object> value,
            CallContext call) {
        return change("record.save", model, id, call, () -> {
            Records<Map<String, Object>> records = models.named(model);
            return id == 0 ? records.add(value) : records.set(new Stored<>(id, revision, value));
        });
    }

    /**
     * Deletes a record; whether it was there.
     *
     * @param model its URL
     */
    @ActorMethod
    public boolean delete(String model, long id, CallContext call) {
        return change(
                "record.delete", model, id, call, () -> models.named(model).delete(id));
    }

    private <T> T change(String action, String model, long id, CallContext call, Supplier<T> change) {
        String subject = id == 0 ? model : "%s %d".formatted(model, id);
        String who = call.caller().name();
        try {
            T result = done(change);
            audit.record(who, action, subject, AuditLog.Outcome.DONE, "", "");
            return result;
        } catch (ActorException e) {
            audit.record(who, action, subject, AuditLog.Outcome.REFUSED, e.getMessage(), "");
            throw e;
        }
    }

    private static <T> T done(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataException e) {
            ActorException.Kind kind = switch (e.kind()) {
                case NOT_FOUND -> ActorException.Kind.NOT_FOUND;
                case INVALID -> ActorException.Kind.BAD_REQUEST;
                case CONFLICT, STALE -> ActorException.Kind.CONFLICT;
                case FAILED -> ActorException.Kind.FAILED;
            };
            throw new ActorException(kind, e.getMessage(), e);
        }
    }
}
