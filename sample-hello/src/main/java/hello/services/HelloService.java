package hello.services;

import java.time.Duration;
import org.carrack.service.BackgroundService;
import org.carrack.service.JobContext;
import org.carrack.service.Schedule;
import org.osgi.service.component.annotations.Component;

/** Says hello to the log, again and again. */
@Component
public class HelloService implements BackgroundService {

    @Override
    public Schedule schedule() {
        return Schedule.every(Duration.ofSeconds(20));
    }

    @Override
    public void job(JobContext context) {
        context.log().info("[hello] done");
    }
}
