import org.carrack.chat.ChatStep;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Question;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;

/** Talks with people at /@name@/chats/@chatflow@. Its fields are kept between the steps, over restarts too. */
@Component(scope = ServiceScope.PROTOTYPE)
public class @Name@Chatflow implements Chatflow {

    String name = "";

    @Override
    public String title() {
        return "@Name@";
    }

    @ChatStep(title = "Your name", order = 1)
    void askName(Dialogue chat) {
        name = chat.ask(Question.string("What is your name?").required());
    }

    @ChatStep(title = "Your age", order = 2)
    void askAge(Dialogue chat) {
        int age = chat.ask(Question.integer("How old are you?").min(0));
        chat.show("**%s**, %d".formatted(name, age));
    }
}
