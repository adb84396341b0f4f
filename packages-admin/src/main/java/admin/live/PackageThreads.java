package admin.live;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.BundleReference;

/** The threads that packages have made: those whose code is loaded by the bundle, or that are given its class loader. */
final class PackageThreads {

    private PackageThreads() {}

    /** How many there are now, by the bundle's symbolic name. */
    static Map<String, Long> count() {
        Thread[] all = new Thread[Thread.activeCount() * 2 + 16];
        int count = rootGroup().enumerate(all);
        return Arrays.stream(all, 0, count)
                .map(PackageThreads::bundle)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    private static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    private static String bundle(Thread thread) {
        ClassLoader loader = thread.getClass().getClassLoader() instanceof BundleReference
                ? thread.getClass().getClassLoader()
                : thread.getContextClassLoader();
        return loader instanceof BundleReference of && of.getBundle() != null
                ? String.valueOf(of.getBundle().getSymbolicName())
                : "";
    }
}
