package org.carrack.runtime.manager.internal.execute;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;
import org.carrack.runtime.manager.internal.resolve.Plan;
import org.carrack.runtime.manager.internal.source.FetchedPackage;
import org.carrack.runtime.manager.internal.state.PackageRecord;
import org.jspecify.annotations.Nullable;

/** Computes the records of the packages after a plan. Pure. */
final class PlannedRecords {

    private PlannedRecords() {}

    /**
     * The records after a plan.
     *
     * @param before the records before it, by id
     * @param fetched the packages that the plan adds, by digest
     * @param subject the record of the package that the request is about; nothing if the plan adds none by request
     */
    static Map<String, PackageRecord> after(
            Plan.Steps plan,
            Map<String, PackageRecord> before,
            Map<String, FetchedPackage> fetched,
            @Nullable PackageRecord subject) {
        Map<String, PackageRecord> now = new HashMap<>(before);
        plan.removed().forEach(p -> now.remove(p.id()));
        Stream.concat(plan.demoted().stream(), plan.promoted().stream()).forEach(p -> {
            PackageRecord moved = now.remove(p.id());
            if (moved != null) {
                PackageRecord record = subject != null && subject.sha256().equals(p.sha256())
                        ? subject
                        : moved.secondary(!p.secondary());
                now.put(record.id(), record);
            }
        });
        for (PackageFacts p : plan.added()) {
            FetchedPackage added = fetched.get(p.sha256());
            if (subject != null && subject.sha256().equals(p.sha256())) {
                now.put(p.id(), subject.secondary(p.secondary()));
            } else if (added != null) {
                PackageRecord old = before.get(p.id());
                PackageRecord record =
                        PackageRecord.added(p.name(), p.version().toString(), p.sha256(), added.origin());
                now.put(
                        p.id(),
                        record.extras(old == null ? "{}" : old.extras())
                                .previous(previous(record, old))
                                .secondary(p.secondary()));
            }
        }
        return now;
    }

    /** The record of a package that is added by request, in place of an old one if there was one. */
    static PackageRecord added(AddRequest addition, @Nullable PackageRecord old) {
        PackageRecord record = PackageRecord.added(
                addition.content().name(),
                addition.content().version().toString(),
                addition.content().sha256(),
                addition.origin());
        return record.extras(addition.extras().orElse(old == null ? "{}" : old.extras()))
                .linked(addition.fetched().linked())
                .previous(previous(record, old));
    }

    /** The version to roll back to: not the same version with other content. */
    private static PackageRecord.@Nullable Previous previous(PackageRecord now, @Nullable PackageRecord old) {
        if (old == null) {
            return null;
        }
        return old.version().equals(now.version()) ? old.previous() : old.asPrevious();
    }
}
