package org.carrack.runtime.data.internal.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.ListensTo;
import org.carrack.data.ModelInfo;
import org.carrack.data.Models;
import org.carrack.data.RecordListener;
import org.carrack.data.Records;
import org.carrack.lifecycle.PackageContext;
import org.carrack.spi.server.ServiceProperties;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of live packages. Reading takes no lock. */
@Component(service = {Models.class, ModelRegistry.class})
public final class ModelRegistry implements Models {

    private static final Logger LOG = LoggerFactory.getLogger(ModelRegistry.class);

    private volatile Map<String, Entry> models = Map.of();
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();

    private record Listening(RecordListener listener, ServiceReference<RecordListener> reference, Set<String> models) {}

    /** A model of a live package. */
    record Entry(PackageContext live, ModelInfo info, ModelSchema schema, TableRecords records, Offer offer) {

        boolean isOffered() {
            return offer != Offer.NONE;
        }

        boolean isForAdmins() {
            return offer == Offer.ADMINS;
        }
    }

    /** Who may access a model. */
    enum Offer {
        /** There are none. */
        NONE,
        /** To admins. */
        ADMINS,
        /** Callers who may access the package. */
        PACKAGE
    }

    @Activate
    public ModelRegistry() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(RecordListener listener, ServiceReference<RecordListener> reference) {
        Set<String> models =
                ServiceProperties.texts(reference::getProperty, RecordListener.MODEL, ListensTo.PREFIX_ + "listens.to");
        listeners.add(new Listening(listener, reference, models));
    }

    void removeListener(ServiceReference<RecordListener> reference) {
        listeners.removeIf(listening -> listening.reference().equals(reference));
    }

    /**
     * Has a model for as long as its package is live.
     *
     * @param name what its actor is called after
     * @param database the database with its table
     * @param offer who may access it
     */
    synchronized Entry add(
            PackageContext live, String name, ModelTable table, Supplier<DataSource> database, Offer offer) {
        ModelSchema schema = table.schema();
        TableRecords records =
                new TableRecords(table, database, (action, id, value) -> tell(schema.url(), action, id, value));
        ModelInfo info = new ModelInfo(
                schema.url(),
                live.name(),
                name,
                table.name(),
                schema.fields().stream()
                        .map(field -> new ModelInfo.FieldInfo(
                                field.name(),
                                field.type().shown(),
                                field.isIndexed() || field.isUnique(),
                                field.isUnique(),
                                field.values()))
                        .toList());
        Entry entry = new Entry(live, info, schema, records, offer);
        Map<String, Entry> changed = new HashMap<>(models);
        changed.put(schema.url(), entry);
        models = Map.copyOf(changed);
        return entry;
    }

    synchronized void remove(Entry entry) {
        Map<String, Entry> changed = new HashMap<>(models);
        changed.remove(entry.schema().url(), entry);
        models = Map.copyOf(changed);
    }

    private void tell(String url, RecordListener.Action action, long id, Optional<Map<String, Object>> value) {
        for (Listening listening : listeners) {
            if (listening.models().isEmpty() || listening.models().stream().anyMatch(url::equalsIgnoreCase)) {
                try {
                    listening.listener().changed(url, action, id, value);
                } catch (RuntimeException | LinkageError e) { // the change is stored, and the others want to hear of it
                    LOG.error(
                            "{} failed on a change of {} {}",
                            listening.listener().getClass().getName(),
                            url,
                            id,
                            e);
                }
            }
        }
    }

    /** The model of that URL. */
    @Nullable
    Entry find(String url) {
        return models.get(url.toLowerCase(Locale.ROOT));
    }

    @Override
    public Records<Map<String, Object>> named(String url) {
        Entry entry = find(url);
        if (entry == null) {
            throw new DataException(Kind.NOT_FOUND, "no live package has a model " + url);
        }
        return entry.records();
    }

    @Override
    public <T extends Record> Records<T> of(Class<T> model) {
        Bundle bundle = FrameworkUtil.getBundle(model);
        String owner = bundle == null ? "" : bundle.getSymbolicName();
        return new TypedRecords<>(() -> named(owner + "." + RecordModels.nameOf(model)), model);
    }

    @Override
    public List<ModelInfo> list() {
        List<ModelInfo> all = new ArrayList<>();
        models.values().forEach(entry -> all.add(entry.info()));
        all.sort(Comparator.comparing(ModelInfo::url));
        return all;
    }
}
