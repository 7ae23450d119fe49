import { render } from 'preact';
import './style/base.css';
render(<p>hello</p>, document.getElementById('page')!);
