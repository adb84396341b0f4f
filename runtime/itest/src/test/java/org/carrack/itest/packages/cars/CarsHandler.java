package org.carrack.itest.packages.cars;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.lifecycle.PackageContext;
import org.osgi.service.component.annotations.Component;

/** The handler of the tag {@code cars} of Adapt's manual, and an actor that shows what it holds. */
@Component(
        service = {ConfigHandler.class, Actor.class},
        property = "carrack.tag=cars")
public class CarsHandler implements ConfigHandler<List<CarsHandler.Car>>, Actor {

    /** A car. */
    public record Car(String label, String name, String colour) {}

    private final Map<String, List<Car>> cars = new ConcurrentHashMap<>();

    @Override
    public List<Car> read(ConfigTag tag) throws ConfigException {
        List<Car> read = new ArrayList<>();
        for (ConfigTag car : tag.children("car")) {
            read.add(new Car(
                    car.value().map(String::valueOf).orElseThrow(() -> car.refuse("a car needs a label")),
                    car.requiredString("name"),
                    car.requiredString("colour")));
        }
        return read;
    }

    @Override
    public Undo apply(PackageContext declarer, List<Car> value) {
        String key = declarer.name() + " " + declarer.version();
        cars.put(key, value);
        return () -> cars.remove(key);
    }

    @ActorMethod
    public Map<String, List<Car>> list() {
        return new TreeMap<>(cars);
    }
}
